import django.db.models.deletion
import madoguchi.foundation.search.lookups
from django.conf import settings
from django.db import migrations, models

from madoguchi.foundation.search.operations import CreateSearchIndex


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_accounts'),
        ('companies', '0001_companies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='受付番号')),
                ('fiscal_year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('received_at', models.DateTimeField(verbose_name='受付日時')),
                ('channel', models.CharField(choices=[('TEL', '電話'), ('MAIL', 'メール'), ('WEB', 'Web'), ('VISIT_IN', '来訪'), ('VISIT_OUT', '訪問'), ('ONLINE', 'オンライン'), ('SEMINAR', 'セミナー後個別相談'), ('WINDOW', '知財総合支援窓口経由'), ('REFER_IN', '他機関からの紹介'), ('UNKNOWN', '不明')], max_length=10, verbose_name='方法')),
                ('state', models.CharField(choices=[('received', '受付'), ('triaged', 'トリアージ済'), ('booked', '予約'), ('working', '対応中'), ('waiting', '照会待'), ('visiting', '訪問支援中'), ('rolling_out', '社内展開'), ('following', 'フォロー'), ('referred', '他機関紹介'), ('reopened', '再開'), ('closed', '終了'), ('withdrawn', '取下げ'), ('migrated', '終了（移行）')], default='received', max_length=12, verbose_name='状態')),
                ('is_restricted', models.BooleanField(default=False, verbose_name='限定')),
                ('consulter_kind', models.CharField(choices=[('company', '企業・団体'), ('individual', '個人'), ('anonymous', '匿名')], max_length=10, verbose_name='相談者の種別')),
                ('enterprise_type', models.CharField(choices=[('company', '会社'), ('sole', '個人事業主'), ('startup', 'スタートアップ'), ('university', '大学・研究機関'), ('public', '公的機関・支援機関'), ('profession', '士業'), ('person', '個人'), ('unknown', '不明')], default='unknown', max_length=10, verbose_name='相談者の類型')),
                ('size', models.CharField(choices=[('LARGE', '大企業'), ('SME', '中小企業'), ('SMALL', '小規模企業者'), ('UNKNOWN', '不明'), ('NOT_APPLICABLE', '対象外')], default='UNKNOWN', max_length=14, verbose_name='企業規模')),
                ('prefecture', models.CharField(blank=True, choices=[('01', '北海道'), ('02', '青森県'), ('03', '岩手県'), ('04', '宮城県'), ('05', '秋田県'), ('06', '山形県'), ('07', '福島県'), ('08', '茨城県'), ('09', '栃木県'), ('10', '群馬県'), ('11', '埼玉県'), ('12', '千葉県'), ('13', '東京都'), ('14', '神奈川県'), ('15', '新潟県'), ('16', '富山県'), ('17', '石川県'), ('18', '福井県'), ('19', '山梨県'), ('20', '長野県'), ('21', '岐阜県'), ('22', '静岡県'), ('23', '愛知県'), ('24', '三重県'), ('25', '滋賀県'), ('26', '京都府'), ('27', '大阪府'), ('28', '兵庫県'), ('29', '奈良県'), ('30', '和歌山県'), ('31', '鳥取県'), ('32', '島根県'), ('33', '岡山県'), ('34', '広島県'), ('35', '山口県'), ('36', '徳島県'), ('37', '香川県'), ('38', '愛媛県'), ('39', '高知県'), ('40', '福岡県'), ('41', '佐賀県'), ('42', '長崎県'), ('43', '熊本県'), ('44', '大分県'), ('45', '宮崎県'), ('46', '鹿児島県'), ('47', '沖縄県')], max_length=2, verbose_name='都道府県')),
                ('consulter_role', models.CharField(choices=[('head', '代表者・役員'), ('ip', '知財'), ('legal', '法務'), ('admin', '総務・人事'), ('rnd', '開発・製造・品質'), ('sales', '営業'), ('it', '情報システム'), ('agent', '代理人（弁護士・弁理士）'), ('supporter', '支援機関担当'), ('private', '個人'), ('unknown', '不明')], default='unknown', max_length=10, verbose_name='相談者の立場')),
                ('is_repeat', models.BooleanField(default=False, verbose_name='再相談')),
                ('heard_from', models.CharField(blank=True, choices=[('window', '知財総合支援窓口'), ('police', '警察'), ('ipa', 'IPA'), ('seminar', 'セミナー'), ('web', 'Web'), ('bank', '金融機関'), ('chamber', '商工会議所'), ('customer', '取引先からの要求'), ('other', 'その他')], max_length=10, verbose_name='窓口を知ったきっかけ')),
                ('trigger', models.CharField(blank=True, choices=[('accident', '事故'), ('leaver', '退職'), ('customer', '取引先の要求'), ('joint', '共同研究'), ('overseas', '海外'), ('law', '法改正'), ('decision', '経営判断'), ('succession', '事業承継'), ('certification', '認証'), ('other', 'その他')], max_length=14, verbose_name='相談のきっかけ')),
                ('category', models.CharField(choices=[('MGT', '営業秘密管理（管理方法・体制・規程）'), ('STR', '知財戦略（権利化・秘匿化、オープン・クローズ）'), ('LEAK', '営業秘密の流出・漏えい（被害相談）'), ('SYS', '知財制度一般（法改正・特許等の制度）'), ('SEC', '情報セキュリティ'), ('CON', '契約（NDA・共同研究・委託）'), ('PPL', '人（転入・退職・競業避止）'), ('INB', '他社秘密の混入・警告を受けた'), ('TXN', '取引上の強要（優越的地位）'), ('LAW', '一般法律'), ('OTH', 'その他')], max_length=5, verbose_name='相談区分')),
                ('taxonomy_version', models.CharField(max_length=5)),
                ('gist', models.CharField(max_length=200, verbose_name='要旨')),
                ('answer_gist', models.CharField(blank=True, max_length=200, verbose_name='対応要旨')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='初回回答日時')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, '通常'), (1, '優先'), (2, '緊急')], default=0, verbose_name='緊急度')),
                ('is_leaking', models.BooleanField(null=True, verbose_name='流出が続いている')),
                ('has_personal_data', models.BooleanField(null=True, verbose_name='個人情報を含む')),
                ('is_cyber', models.BooleanField(null=True, verbose_name='サイバー攻撃の疑い')),
                ('is_evidence_safe', models.BooleanField(null=True, verbose_name='証拠は保全されている')),
                ('deadline_date', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('outcome', models.CharField(blank=True, choices=[('solved', '解決した'), ('advised', '助言した（相談者が進める）'), ('partly', '一部解決した'), ('handed', '他機関へ引き継いだ'), ('unsolved', '解決に至らなかった')], max_length=10, verbose_name='結果')),
                ('close_reason', models.CharField(blank=True, choices=[('self_running', '自走'), ('other_body', '他機関'), ('informed', '情報提供で完了'), ('unreachable', '連絡不通'), ('out_of_scope', '対象外')], max_length=14, verbose_name='終了理由')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='終了日時')),
                ('source', models.CharField(blank=True, max_length=80, verbose_name='移行元')),
                ('submission', models.UUIDField(editable=False, null=True, unique=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='companies.company')),
                ('contact_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consultations', to='companies.contactperson')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='accounts.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_consultations', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CardRow',
            fields=[
                ('search_text', madoguchi.foundation.search.lookups.FoldedTextField()),
                ('order_key', models.BigIntegerField(unique=True)),
                ('owner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='card_row', serialize=False, to='consultations.consultation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SearchRow',
            fields=[
                ('search_text', madoguchi.foundation.search.lookups.FoldedTextField()),
                ('order_key', models.BigIntegerField(unique=True)),
                ('owner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_row', serialize=False, to='consultations.consultation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('record', '相談内容の記録'), ('referral', '他の窓口・機関への紹介'), ('statistics', '統計への利用'), ('publication', '事例としての公表')], max_length=12, verbose_name='同意の種類')),
                ('is_given', models.BooleanField(verbose_name='同意する')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='日時')),
                ('channel', models.CharField(choices=[('TEL', '電話'), ('MAIL', 'メール'), ('WEB', 'Web'), ('VISIT_IN', '来訪'), ('VISIT_OUT', '訪問'), ('ONLINE', 'オンライン'), ('SEMINAR', 'セミナー後個別相談'), ('WINDOW', '知財総合支援窓口経由'), ('REFER_IN', '他機関からの紹介'), ('UNKNOWN', '不明')], max_length=10, verbose_name='方法')),
                ('kind', models.CharField(choices=[('ANSWER', '即答'), ('CONSULT', '相談対応'), ('VISIT', '訪問'), ('DOC_REVIEW', '文書確認'), ('EXPERT', '専門家（弁護士・弁理士）対応'), ('REFERRAL', '紹介'), ('FOLLOWUP', 'フォロー')], max_length=12, verbose_name='対応の種類')),
                ('next_action', models.CharField(blank=True, choices=[('call_back', '折り返し連絡'), ('send', '資料送付'), ('book', '日程調整'), ('ask_expert', '専門家へ照会'), ('ask_outside', '他機関へ照会'), ('await_caller', '相談者の返答待ち'), ('visit', '訪問'), ('follow_up', 'その後の確認')], max_length=12, verbose_name='次の行動')),
                ('next_date', models.DateField(blank=True, null=True, verbose_name='次の期日')),
                ('done_at', models.DateTimeField(null=True, verbose_name='済')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='consultations.consultation')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('typed', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='call_draft', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to_later', to='consultations.consultation')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to_earlier', to='consultations.consultation')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('member', '担当メンバー'), ('expert', '専門家'), ('consulter', '相談者')], max_length=10, verbose_name='立場')),
                ('from_date', models.DateField(verbose_name='開始日')),
                ('until_date', models.DateField(blank=True, null=True, verbose_name='終了日')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='consultations.consultation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecondaryCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('MGT', '営業秘密管理（管理方法・体制・規程）'), ('STR', '知財戦略（権利化・秘匿化、オープン・クローズ）'), ('LEAK', '営業秘密の流出・漏えい（被害相談）'), ('SYS', '知財制度一般（法改正・特許等の制度）'), ('SEC', '情報セキュリティ'), ('CON', '契約（NDA・共同研究・委託）'), ('PPL', '人（転入・退職・競業避止）'), ('INB', '他社秘密の混入・警告を受けた'), ('TXN', '取引上の強要（優越的地位）'), ('LAW', '一般法律'), ('OTH', 'その他')], max_length=5, verbose_name='相談区分')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secondary_categories', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, choices=[('received', '受付'), ('triaged', 'トリアージ済'), ('booked', '予約'), ('working', '対応中'), ('waiting', '照会待'), ('visiting', '訪問支援中'), ('rolling_out', '社内展開'), ('following', 'フォロー'), ('referred', '他機関紹介'), ('reopened', '再開'), ('closed', '終了'), ('withdrawn', '取下げ'), ('migrated', '終了（移行）')], max_length=12)),
                ('to_state', models.CharField(choices=[('received', '受付'), ('triaged', 'トリアージ済'), ('booked', '予約'), ('working', '対応中'), ('waiting', '照会待'), ('visiting', '訪問支援中'), ('rolling_out', '社内展開'), ('following', 'フォロー'), ('referred', '他機関紹介'), ('reopened', '再開'), ('closed', '終了'), ('withdrawn', '取下げ'), ('migrated', '終了（移行）')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='state_changes', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='Wall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('set_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='walls', to='consultations.consultation')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('office'), models.OrderBy(models.F('received_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='consultation_office_newest'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('owner'), models.F('state'), name='consultation_owner_state'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('office'), models.F('state'), models.OrderBy(models.F('received_at'), descending=True), name='consultation_office_state'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('fiscal_year'), models.F('taxonomy_version'), models.F('category'), models.F('size'), models.F('office'), name='consultation_figures'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('company'), models.OrderBy(models.F('received_at'), descending=True), name='consultation_company_newest'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('closed', 'withdrawn', 'migrated'))), models.Q(models.Q(('state__in', ('closed', 'withdrawn', 'migrated')), _negated=True), ('closed_at', None)), _connector='OR'), name='consultation_closed_at_when_ended'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('company__isnull', False), ('consulter_kind', 'company')), models.Q(models.Q(('consulter_kind', 'company'), _negated=True), ('company', None)), _connector='OR'), name='consultation_company_when_company'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('next_date'), condition=models.Q(('done_at', None), ('next_date__isnull', False)), name='contact_next_open'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_action', ''), ('next_date', None)), models.Q(models.Q(('next_action', ''), _negated=True), ('next_date__isnull', False)), _connector='OR'), name='contact_next_action_has_a_date'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('earlier', 'later'), name='link_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('earlier__lt', models.F('later'))), name='link_earlier_first'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['person', 'kind'], name='case_member_person_kind'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('consultation', 'person', 'kind'), name='case_member_once'),
        ),
        migrations.AddConstraint(
            model_name='secondarycategory',
            constraint=models.UniqueConstraint(fields=('consultation', 'category'), name='secondary_category_once'),
        ),
        migrations.AddConstraint(
            model_name='wall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('person', None)), models.Q(('office', None), ('person__isnull', False)), _connector='OR'), name='wall_for_person_or_office'),
        ),
        CreateSearchIndex("SearchRow"),
        CreateSearchIndex("CardRow"),
    ]
