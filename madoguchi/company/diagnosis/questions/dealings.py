"""取引と生成AI — five questions on partners, joint work, cloud and generative AI."""

from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.questions.sources import DEALING, GUIDELINE
from madoguchi.company.diagnosis.words import Addressee, Block, Effort, Purpose, Question, Weight

DEALINGS = (
    Question(
        code="T01",
        block=Block.DEALINGS,
        purposes=(Purpose.AWARENESS,),
        addressees=(Addressee.PARTNERS,),
        text=_("秘密保持契約は、双方が義務を負い、目的、対象、期間、返し方がはっきりしていますか。"),
        why=_("片方だけが守る契約や、対象のはっきりしない契約では、いざというとき守られません。"),
        evidence=_("いま有効な契約書と、項目を確かめたメモ"),
        action=_("いちばん大事な取引先の契約書を1通、5つの点（双方、目的、対象、期間、返し方）で確かめてください。"),
        effort=Effort.HALF_DAY,
        weight=Weight.MOST,
        source=DEALING,
    ),
    Question(
        code="T02",
        block=Block.DEALINGS,
        purposes=(Purpose.APPROACH, Purpose.TRUST),
        addressees=(Addressee.PARTNERS,),
        text=_("図面や製造条件、データを求められたとき、目的と範囲と対価を確かめてから渡す決まりがありますか。"),
        why=_("一度渡したノウハウは戻りません。無償や目的外での要求は断れることがあります。"),
        evidence=_("社内の手順、断ったときや値段を決めたときのやりとりの記録"),
        action=_("「図面やデータの要求は、責任者の確認を取ってから答える」と決めて知らせてください。"),
        effort=Effort.HOUR,
        weight=Weight.MOST,
        source=DEALING,
    ),
    Question(
        code="T03",
        block=Block.DEALINGS,
        purposes=(Purpose.AWARENESS, Purpose.TRUST),
        addressees=(Addressee.PARTNERS,),
        text=_("共同開発や試作を始める前に、持ち寄る技術と、できた成果の持ち主を書面で決めていますか。"),
        why=_("始めたあとでは、どちらの技術か示せず、話し合いも不利になります。"),
        evidence=_("日付のある持ち込み技術の一覧、共同開発の契約書"),
        action=_("いま進めている共同開発を書き出し、自社が持ち込んだ技術の一覧に日付を入れて残してください。"),
        effort=Effort.DAYS,
        weight=Weight.MUCH,
        source=DEALING,
    ),
    Question(
        code="T04",
        block=Block.DEALINGS,
        purposes=(Purpose.APPROACH, Purpose.TAKING, Purpose.AWARENESS),
        addressees=(Addressee.EMPLOYEES,),
        text=_("生成AIに入れてよい情報と、使ってよいサービスを決めていますか。"),
        why=_("決まりがないと、便利さから秘密を外のサービスに入れてしまいます。"),
        evidence=_("生成AIの使い方の決まり、使ってよいサービスの一覧"),
        action=_("「秘密と預かった情報は生成AIに入れない」を最初の決まりとして、全員に知らせてください。"),
        effort=Effort.HOUR,
        weight=Weight.MOST,
        source=GUIDELINE,
    ),
    Question(
        code="T05",
        block=Block.DEALINGS,
        purposes=(Purpose.APPROACH, Purpose.TAKING),
        addressees=(Addressee.PARTNERS,),
        text=_("クラウドや生成AIの契約で、入れた情報が学習や他の目的に使われないことを確かめていますか。"),
        why=_("外に預けても秘密として管理していれば守られますが、約束の中身しだいです。"),
        evidence=_("利用規約の該当箇所の写し、学習に使わない設定の画面"),
        action=_("使っているサービスを書き出し、学習に使わない設定になっているか確かめてください。"),
        effort=Effort.HALF_DAY,
        weight=Weight.MUCH,
        source=GUIDELINE,
    ),
)
