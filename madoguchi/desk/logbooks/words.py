"""相談記録簿の用語 — what offices write in their logbooks, and which of our codes it means."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    ConsulterKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    State,
    Trigger,
)
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.foundation.core import industries, prefectures
from madoguchi.foundation.core.folding import fold_company, unify_number
from madoguchi.foundation.core.prefectures import Prefecture

CHANNELS = {
    Channel.TEL: ("電話", "tel", "でんわ", "電話相談", "架電", "受電"),
    Channel.MAIL: ("メール", "mail", "eメール", "電子メール", "e-mail", "email"),
    Channel.WEB: ("web", "ウェブ", "フォーム", "webフォーム", "ホームページ", "hp"),
    Channel.VISIT_IN: ("来訪", "来所", "来館", "来庁", "来社", "窓口", "面談", "対面", "面談(来所)"),
    Channel.VISIT_OUT: ("訪問", "出張", "企業訪問", "現地"),
    Channel.ONLINE: ("オンライン", "web会議", "zoom", "teams", "オンライン面談", "テレビ会議", "リモート"),
    Channel.SEMINAR: ("セミナー後個別相談", "セミナー"),
    Channel.WINDOW: ("知財総合支援窓口経由", "知財総合支援窓口"),
    Channel.REFER_IN: ("紹介", "他機関からの紹介", "他機関紹介"),
}

CATEGORIES = {
    Category.MGT: (
        "秘密管理",
        "営業秘密管理",
        "管理方法",
        "営業秘密の管理方法",
        "管理規程",
        "管理体制",
        "秘密情報管理",
    ),
    Category.STR: (
        "知財戦略",
        "権利化・秘匿化",
        "特許か秘匿か",
        "オープンクローズ",
        "オープン・クローズ",
        "ノウハウ秘匿",
    ),
    Category.LEAK: ("流出・漏えい", "漏えい", "情報漏洩", "被害相談", "漏洩", "流出", "情報漏えい", "持ち出し"),
    Category.SYS: ("知財制度一般", "制度一般", "法改正", "不競法改正について", "知財制度", "制度"),
    Category.SEC: ("情報セキュリティ", "セキュリティ", "サイバー攻撃", "不正アクセス"),
    Category.CON: ("契約", "nda", "秘密保持契約", "契約書", "共同研究契約", "ライセンス"),
    Category.PPL: ("退職者", "転入者", "競業避止", "退職", "転職", "人材流動", "誓約書"),
    Category.INB: ("コンタミ", "混入"),
    Category.TXN: ("優越的地位", "取引上の強要", "下請"),
    Category.LAW: ("一般法律", "法律相談"),
    Category.OTH: ("その他", "その他相談"),
}

ROLES = {
    ConsulterRole.HEAD: (
        "代表取締役",
        "社長",
        "代表者",
        "役員",
        "取締役",
        "代表",
        "経営者",
        "会長",
        "専務",
        "常務",
        "事業主",
    ),
    ConsulterRole.IP: ("知財担当", "知財部", "知的財産部", "知財"),
    ConsulterRole.LEGAL: ("法務部", "法務担当", "法務"),
    ConsulterRole.ADMIN: ("総務部長", "総務部", "人事担当", "人事部", "総務", "人事", "総務担当", "管理部"),
    ConsulterRole.RND: (
        "開発部課長",
        "開発部",
        "工場長",
        "品質保証部",
        "開発",
        "研究",
        "技術",
        "製造",
        "品質",
        "設計",
        "技術部",
        "研究員",
        "開発担当",
    ),
    ConsulterRole.SALES: ("営業部", "営業担当", "営業"),
    ConsulterRole.IT: ("情報システム担当", "情報システム部", "情報システム", "情シス"),
    ConsulterRole.AGENT: ("弁護士", "弁理士"),
    ConsulterRole.SUPPORTER: (
        "支援機関担当者",
        "支援機関",
        "金融機関",
        "商工会議所",
        "商工会",
        "公設試",
        "産業支援センター",
    ),
    ConsulterRole.PRIVATE: ("個人", "従業員", "元従業員", "一般"),
}

KINDS = {
    ConsulterKind.COMPANY: ("企業", "会社", "法人", "団体", "企業・団体", "中小企業", "大企業", "事業者"),
    ConsulterKind.INDIVIDUAL: ("個人", "個人(一般)", "一般", "個人事業主", "従業員"),
    ConsulterKind.ANONYMOUS: ("匿名", "匿名希望", "不明"),
}

ENTERPRISE_TYPES = {
    EnterpriseType.COMPANY: ("会社", "企業", "法人", "株式会社", "中小企業", "大企業"),
    EnterpriseType.SOLE: ("個人事業主", "個人事業"),
    EnterpriseType.STARTUP: ("スタートアップ", "ベンチャー", "創業予定"),
    EnterpriseType.UNIVERSITY: ("大学", "研究機関", "大学・研究機関", "大学等"),
    EnterpriseType.PUBLIC: ("公的機関", "支援機関", "行政", "自治体", "官公庁", "公的機関・支援機関"),
    EnterpriseType.PROFESSION: ("士業", "弁護士", "弁理士"),
    EnterpriseType.PERSON: ("個人",),
    EnterpriseType.UNKNOWN: ("不明",),
}

STATES = {
    State.RECEIVED: ("受付", "受付済", "未着手", "未対応", "新規"),
    State.BOOKED: ("予約", "予約済", "日程調整中"),
    State.WORKING: ("対応中", "継続", "継続中", "進行中", "処理中", "検討中", "未了", "未完了", "未完"),
    State.WAITING: ("照会待", "照会中", "回答待ち", "連絡待ち", "保留"),
    State.VISITING: ("訪問支援中", "支援中"),
    State.FOLLOWING: ("フォロー", "フォロー中", "要フォロー"),
    State.REFERRED: ("他機関紹介", "他機関へ紹介", "引継", "引継ぎ"),
    State.REOPENED: ("再開",),
    State.CLOSED: (
        "終了",
        "完了",
        "済",
        "対応済",
        "対応済み",
        "回答済",
        "回答済み",
        "終結",
        "完結",
        "クローズ",
        "済み",
    ),
    State.WITHDRAWN: ("取下げ", "取り下げ", "取下", "キャンセル", "中止"),
}

HEARD_FROM = {
    HeardFrom.WINDOW: ("知財総合支援窓口",),
    HeardFrom.POLICE: ("警察",),
    HeardFrom.IPA: ("ipa",),
    HeardFrom.SEMINAR: ("セミナー", "講演会", "研修"),
    HeardFrom.WEB: ("web", "ホームページ", "hp", "インターネット", "ウェブ", "ネット"),
    HeardFrom.BANK: ("金融機関", "銀行", "信用金庫"),
    HeardFrom.CHAMBER: ("商工会議所", "商工会"),
    HeardFrom.CUSTOMER: ("取引先からの要求", "取引先"),
    HeardFrom.OTHER: ("その他", "知人", "チラシ"),
}

TRIGGERS = {
    Trigger.ACCIDENT: ("事故", "漏えい", "情報漏えい"),
    Trigger.LEAVER: ("退職", "退職者", "転職"),
    Trigger.CUSTOMER: ("取引先の要求", "取引先"),
    Trigger.JOINT: ("共同研究", "共同開発"),
    Trigger.OVERSEAS: ("海外", "海外展開"),
    Trigger.LAW: ("法改正",),
    Trigger.DECISION: ("経営判断",),
    Trigger.SUCCESSION: ("事業承継",),
    Trigger.CERTIFICATION: ("認証", "認証取得"),
    Trigger.OTHER: ("その他",),
}

TABLES: dict[str, Mapping[Any, tuple[str, ...]]] = {
    "channel": CHANNELS,
    "category": CATEGORIES,
    "secondary": CATEGORIES,
    "role": ROLES,
    "kind": KINDS,
    "enterprise_type": ENTERPRISE_TYPES,
    "state": STATES,
    "heard_from": HEARD_FROM,
    "trigger": TRIGGERS,
}
CODES: dict[str, frozenset[str]] = {
    **{column: frozenset(map(str, table)) for column, table in TABLES.items()},
    "channel": frozenset(Channel.values),
    "role": frozenset(ConsulterRole.values),
    "prefecture": frozenset(Prefecture.values),
    "industry": frozenset(industries.INDUSTRIES),
}
SPELLED = {
    column: {word: str(code) for code, words in table.items() for word in words} for column, table in TABLES.items()
}
PASSED_OVER = {  # they hold a word of ours and mean something else
    "role": ("営業秘密",),
    "category": ("補助金制度", "補助金の制度", "助成金制度", "助成金の制度", "人事制度", "融資制度", "制度融資"),
}
SHORTEST_PART = 2
LONGEST_WORD = 100

SAYING_NOTHING = (
    "なし 無し 無 ナシ 無記入 未記入 記入なし 不明 不詳 未確認 未回答 無回答 回答なし 非公開 非公表 該当なし"
    " n/a #n/a #ref! #value! #name? #div/0! #num! #null!"
)
FILLERS = frozenset(SAYING_NOTHING.split())
MAY_BE_LEFT = frozenset({"capital", "employees", "industry", "prefecture"})


@lru_cache(maxsize=4096)
def is_filler(written: str) -> bool:
    """―, なし, 未回答, #N/A: a cell that says that there is nothing to say."""
    return key_of(written) in FILLERS or not fold_company(unify_number(written))


def is_left(column: str, written: str) -> bool:
    """True for a filler where many cells have one: unknown, and nothing to warn of."""
    return column in MAY_BE_LEFT and is_filler(written)


def code_of(column: str, written: str) -> str:
    """The code a written word is sure to mean, also one it only contains; "" if none, or if it could be two."""
    return _code_of(column, written) if len(written) <= LONGEST_WORD else ""


@lru_cache(maxsize=4096)
def _code_of(column: str, written: str) -> str:
    if code := exact_code_of(column, written):
        return code
    key = key_of(written)
    if column == "prefecture":
        return next((code for name, code in PREFECTURES if key.startswith(name)), "")
    spelled = SPELLED.get(column, {}) | dict.fromkeys(PASSED_OVER.get(column, ()), "")
    held = [word for word in spelled if len(word) >= SHORTEST_PART and word in key]
    longest = [word for word in held if not any(word in other and word != other for other in held)]
    return _only(spelled[word] for word in longest)


def exact_code_of(column: str, written: str) -> str:
    """The code of a word of our lists; "" for any other."""
    if column == "prefecture":
        return prefectures.find(written)
    if column == "industry":
        return industries.find(written)
    return SPELLED[column].get(key_of(written), "")


PREFECTURES = tuple((name, code.value) for code, name in prefectures.JAPANESE.items())


def _only(codes: Iterator[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else ""
