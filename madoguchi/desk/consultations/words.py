"""相談の用語 — the fixed words a consultation is described with (domain taxonomy of the desk)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    TEL = "TEL", _("電話")
    MAIL = "MAIL", _("メール")
    WEB = "WEB", _("Web")
    VISIT_IN = "VISIT_IN", _("来訪")
    VISIT_OUT = "VISIT_OUT", _("訪問")
    ONLINE = "ONLINE", _("オンライン")
    SEMINAR = "SEMINAR", _("セミナー後個別相談")
    WINDOW = "WINDOW", _("知財総合支援窓口経由")
    REFER_IN = "REFER_IN", _("他機関からの紹介")
    UNKNOWN = "UNKNOWN", _("不明")


class State(models.TextChoices):
    RECEIVED = "received", _("受付")
    TRIAGED = "triaged", _("トリアージ済")
    BOOKED = "booked", _("予約")
    WORKING = "working", _("対応中")
    WAITING = "waiting", _("照会待")
    VISITING = "visiting", _("訪問支援中")
    ROLLING_OUT = "rolling_out", _("社内展開")
    FOLLOWING = "following", _("フォロー")
    REFERRED = "referred", _("他機関紹介")
    REOPENED = "reopened", _("再開")
    CLOSED = "closed", _("終了")
    WITHDRAWN = "withdrawn", _("取下げ")
    MIGRATED = "migrated", _("終了（移行）")


ENDED = (State.CLOSED, State.WITHDRAWN, State.MIGRATED)


class Urgency(models.IntegerChoices):
    NORMAL = 0, _("通常")
    HIGH = 1, _("優先")
    URGENT = 2, _("緊急")


class ConsulterKind(models.TextChoices):
    COMPANY = "company", _("企業・団体")
    INDIVIDUAL = "individual", _("個人")
    ANONYMOUS = "anonymous", _("匿名")


class EnterpriseType(models.TextChoices):
    COMPANY = "company", _("会社")
    SOLE = "sole", _("個人事業主")
    STARTUP = "startup", _("スタートアップ")
    UNIVERSITY = "university", _("大学・研究機関")
    PUBLIC = "public", _("公的機関・支援機関")
    PROFESSION = "profession", _("士業")
    PERSON = "person", _("個人")
    UNKNOWN = "unknown", _("不明")


class ConsulterRole(models.TextChoices):
    HEAD = "head", _("代表者・役員")
    IP = "ip", _("知財")
    LEGAL = "legal", _("法務")
    ADMIN = "admin", _("総務・人事")
    RND = "rnd", _("開発・製造・品質")
    SALES = "sales", _("営業")
    IT = "it", _("情報システム")
    AGENT = "agent", _("代理人（弁護士・弁理士）")
    SUPPORTER = "supporter", _("支援機関担当")
    PRIVATE = "private", _("個人")
    UNKNOWN = "unknown", _("不明")


class HeardFrom(models.TextChoices):
    WINDOW = "window", _("知財総合支援窓口")
    POLICE = "police", _("警察")
    IPA = "ipa", _("IPA")
    SEMINAR = "seminar", _("セミナー")
    WEB = "web", _("Web")
    BANK = "bank", _("金融機関")
    CHAMBER = "chamber", _("商工会議所")
    CUSTOMER = "customer", _("取引先からの要求")
    OTHER = "other", _("その他")


class Trigger(models.TextChoices):
    ACCIDENT = "accident", _("事故")
    LEAVER = "leaver", _("退職")
    CUSTOMER = "customer", _("取引先の要求")
    JOINT = "joint", _("共同研究")
    OVERSEAS = "overseas", _("海外")
    LAW = "law", _("法改正")
    DECISION = "decision", _("経営判断")
    SUCCESSION = "succession", _("事業承継")
    CERTIFICATION = "certification", _("認証")
    OTHER = "other", _("その他")


class SupportKind(models.TextChoices):
    ANSWER = "ANSWER", _("即答")
    CONSULT = "CONSULT", _("相談対応")
    VISIT = "VISIT", _("訪問")
    DOC_REVIEW = "DOC_REVIEW", _("文書確認")
    EXPERT = "EXPERT", _("専門家（弁護士・弁理士）対応")
    REFERRAL = "REFERRAL", _("紹介")
    FOLLOWUP = "FOLLOWUP", _("フォロー")


class NextAction(models.TextChoices):
    CALL_BACK = "call_back", _("折り返し連絡")
    SEND = "send", _("資料送付")
    BOOK = "book", _("日程調整")
    ASK_EXPERT = "ask_expert", _("専門家へ照会")
    ASK_OUTSIDE = "ask_outside", _("他機関へ照会")
    AWAIT_CALLER = "await_caller", _("相談者の返答待ち")
    VISIT = "visit", _("訪問")
    FOLLOW_UP = "follow_up", _("その後の確認")


WAITING_FOR_OTHERS = (NextAction.ASK_EXPERT, NextAction.ASK_OUTSIDE, NextAction.AWAIT_CALLER)


class Outcome(models.TextChoices):
    SOLVED = "solved", _("解決した")
    ADVISED = "advised", _("助言した（相談者が進める）")
    PARTLY = "partly", _("一部解決した")
    HANDED = "handed", _("他機関へ引き継いだ")
    UNSOLVED = "unsolved", _("解決に至らなかった")


class CloseReason(models.TextChoices):
    SELF_RUNNING = "self_running", _("自走")
    OTHER_BODY = "other_body", _("他機関")
    INFORMED = "informed", _("情報提供で完了")
    UNREACHABLE = "unreachable", _("連絡不通")
    OUT_OF_SCOPE = "out_of_scope", _("対象外")


class ConsentKind(models.TextChoices):
    RECORD = "record", _("相談内容の記録")
    REFERRAL = "referral", _("他の窓口・機関への紹介")
    STATISTICS = "statistics", _("統計への利用")
    PUBLICATION = "publication", _("事例としての公表")


class MemberKind(models.TextChoices):
    MEMBER = "member", _("担当メンバー")
    EXPERT = "expert", _("専門家")
    CONSULTER = "consulter", _("相談者")
    PARTNER = "partner", _("連携先の担当")


WORKING = (MemberKind.MEMBER, MemberKind.EXPERT, MemberKind.PARTNER)  # on the desk's side


class Part(models.TextChoices):
    """見せる部分 — what of a case an expert may be shown; the card comes along always."""

    GIST = "gist", _("要旨")
    THREAD = "thread", _("対話")
    FILES = "files", _("ファイル")
    PARTIES = "parties", _("相手方")
    CALLER = "caller", _("相談者の連絡先")

    @property
    def column(self) -> str:
        """Where `Member` keeps it."""
        return f"shows_{self.value}"


FOR_EXPERTS = (Part.GIST, Part.THREAD, Part.FILES, Part.PARTIES)  # a lawyer needs the other side, to check conflicts


class ReferralState(models.TextChoices):
    SENT = "sent", _("返事待ち")
    ACCEPTED = "accepted", _("引受け")
    DECLINED = "declined", _("辞退")
    RETURNED = "returned", _("報告して終了")
    WITHDRAWN = "withdrawn", _("取下げ")


class DeclineReason(models.TextChoices):
    CAPACITY = "capacity", _("対応できる人がいない")
    OUT_OF_SCOPE = "out_of_scope", _("扱う範囲の外")
    CONFLICT = "conflict", _("利益相反")
    OTHER_OFFICE = "other_office", _("ほかの窓口が適している")
    OTHER = "other", _("その他")


class OutsideBody(models.TextChoices):
    """他機関 — where a desk refers to beyond its own offices, which have the 連携."""

    POLICE = "police", _("都道府県警察")
    NPA = "npa", _("警察庁")
    IPA = "ipa", _("IPA（情報処理推進機構）")
    JPCERT = "jpcert", _("JPCERT/CC（JPCERTコーディネーションセンター）")
    BAR_HIMAWARI = "bar_himawari", _("日弁連 ひまわりほっとダイヤル")
    IP_LAWYERS_NET = "ip_lawyers", _("弁護士知財ネット")
    JPAA = "jpaa", _("日本弁理士会")
    METI_IPPO = "meti_ippo", _("経済産業省 知的財産政策室")
    SMEA_CHIZAI_G = "smea_chizai", _("中小企業庁 知財Gメン")
    JFTC = "jftc", _("公正取引委員会")
    PPC = "ppc", _("個人情報保護委員会")
    CUSTOMS = "customs", _("税関")
    JETRO = "jetro", _("ジェトロ（日本貿易振興機構）")
    PSIA = "psia", _("公安調査庁")
    YOROZU = "yorozu", _("よろず支援拠点")
    NOTARY = "notary", _("公証役場")
    TSA = "tsa", _("時刻認証局（タイムスタンプの事業者）")
    OTHER = "other", _("その他の機関")


class OutsidePart(models.TextChoices):
    """一緒に渡すもの — beside the letter and files."""

    CARD = "card", _("カードの写し")
    GIST = "gist", _("要旨の写し")
    THREAD = "thread", _("対話の写し")


class MessageKind(models.TextChoices):
    TOLD = "told", _("聞き取り")
    ANSWER = "answer", _("回答")
    NOTE = "note", _("内部メモ")
    VISIT = "visit", _("訪問メモ")
    POSTED = "posted", _("相談者から")


class PartyRelation(models.TextChoices):
    """相手方 — how the other side stands to the consulter."""

    COMPETITOR = "competitor", _("競合")
    CUSTOMER = "customer", _("販売先・顧客")
    SUPPLIER = "supplier", _("仕入先・委託先")
    JOINT = "joint", _("共同研究・共同開発の相手")
    LEAVER = "leaver", _("退職者・従業員")
    EMPLOYER = "employer", _("勤務先・前の勤務先")
    OTHER = "other", _("その他")
