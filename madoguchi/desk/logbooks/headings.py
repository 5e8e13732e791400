"""見出しの言葉 — what offices write above their columns, the plainest words first."""

import re

from madoguchi.desk.logbooks.cells import key_of

# A heading of an earlier group beats one of a later group; two of the same group are asked about.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "受付番号 受付no. 受付no 受付# 相談番号 相談no. 相談no 整理番号 整理no. 管理番号 管理no. 案件番号 受理番号",
        "番号 no. no 通番 連番 項番 通し番号 # id",
    ),
    "date": (
        "受付日 受付年月日 受付日時 受理日 受理年月日 受付日付",
        "相談日 相談年月日 相談日時 相談受付日 来所日 来訪日 受電日 対応日 実施日 対応年月日",
        "日付 年月日 月日 日時 日にち 日",
    ),
    "time": ("受付時刻 時刻 相談時刻 受付時間", "時間 開始時刻 開始時間"),
    "channel": (
        "方法 相談方法 受付方法 手段 相談手段 受付手段 受付媒体 相談形態 受付形態 受付経路 相談経路",
        "媒体 形態 対応方法 対応形態 連絡方法 経路 相談ルート",
    ),
    "company": (
        "相談者(企業名) 企業名 会社名 相談企業 相談企業名 相談者企業名 社名 法人名 事業者名 団体名 企業・団体名 商号"
        " 会社名・氏名 企業名・氏名 会社名/氏名 企業名/氏名 企業・団体名(氏名) 会社・団体名 事業所名 御社名 貴社名",
        "会社 企業 相談者 相談者名 相談元 相談者名称 ご相談者 お客様 お客様名 顧客名",
    ),
    "corporate_number": ("法人番号 法人no. 法人番号(13桁)",),
    "prefecture": ("都道府県 都道府県名 県名 所在都道府県 所在県", "所在地 住所 地域 会社所在地 企業所在地"),
    "industry": ("業種 業種名 産業分類 業種分類", "業界"),
    "capital": ("資本金 資本金額 資本金の額 出資金",),
    "employees": ("従業員数 従業員 社員数 従業者数 職員数 常用従業員数 従業員規模", "人数"),
    "role": ("相談者の立場 立場 役職 相談者の属性 相談者属性 部署・役職 所属・役職 職位 お立場", "属性 部署 職種"),
    "category": (
        "相談区分 相談分類 相談内容区分 相談内容分類 相談種別 相談種類 相談カテゴリ 相談カテゴリー 相談項目 主区分",
        "区分 分類 種別 種類 カテゴリ カテゴリー テーマ 相談テーマ 主分類 大分類 項目",
    ),
    "secondary": ("副区分 副分類 関連区分 従区分 サブ区分 区分2 分類2 相談区分2 その他の区分 区分(副)",),
    "gist": (
        "相談内容(要旨) 要旨 相談要旨 相談概要 相談の概要 相談内容(概要) 相談内容概要 相談内容要旨 概要",
        "件名 相談件名 タイトル 表題 用件",
        "相談内容 内容 相談の内容 ご相談内容 相談事項 質問内容 質問 問合せ内容 問い合わせ内容 お問い合わせ内容",
    ),
    "answer_gist": (
        "対応要旨 回答要旨 対応概要 回答概要",
        "対応内容 回答内容 助言内容 処理内容 対応 回答 助言 アドバイス アドバイス内容 対応結果 処理結果 結果",
    ),
    "closed": ("完了日 終了日 対応完了日 対応終了日 終結日 完結日 終了年月日 完了年月日 クローズ日 処理完了日",),
    "state": ("状況 状態 ステータス 進捗 対応状況 処理状況 進捗状況",),
    "kind": ("相談者種別 相談者区分 相談者の種別 法人・個人 法人/個人 個人・法人 個人/法人 法人個人 法人・個人の別",),
    "enterprise_type": ("企業種別 事業者種別 組織形態 企業区分 事業形態",),
    "heard_from": (
        "認知経路 認知媒体 窓口を知ったきっかけ 当窓口を知ったきっかけ 知ったきっかけ 何で知ったか 紹介元",
    ),
    "trigger": ("相談のきっかけ 相談の契機 契機 相談に至った契機", "きっかけ"),
}
TOTALS = frozenset(["件数", "相談件数", "合計", "計", "小計", "構成比", "割合", "前年度", "前年比"])

PATTERNS = (
    ("date", r"(?:相談|受付|受理|来所|来訪|受電|お?問い?合わ?せ|連絡).*(?:年月日|日時|日付|日)"),
    ("number", r"(?:受付|相談|整理|管理|案件|受理).*(?:番号|no\.?)"),
    ("closed", r".*(?:完了|終了|終結|完結|クローズ).*日"),
    ("company", r".*(?:企業|会社|法人|団体|事業者|事業所)(?:の)?(?:名|名称)(?:[・/]氏名)?"),
    ("category", r".*(?:相談|内容).*(?:区分|分類|種別|種類|カテゴリー?)"),
    ("channel", r"(?:相談|受付|連絡|対応).*(?:方法|手段|形態|媒体|経路)"),
    ("gist", r".*(?:相談|質問|問い?合わ?せ).*(?:内容|概要|要旨|要約|事項|件名|あらまし).*"),
    ("answer_gist", r".*(?:対応|回答|助言|処理|アドバイス).*(?:内容|概要|要旨|結果|記録|あらまし).*"),
    ("prefecture", r".*(?:都道府県|所在地).*"),
    ("industry", r".*業種.*"),
    ("capital", r"資本金.*"),
    ("employees", r"(?:従業員|社員|従業者|職員).*"),
    ("role", r".*(?:立場|役職|職種)"),
)
COMPILED = tuple((column, re.compile(pattern)) for column, pattern in PATTERNS)
LAST_RANK = 9
RANKED = {
    key_of(word): (column, rank)
    for column, groups in HEADINGS.items()
    for rank, words in enumerate(groups)
    for word in words.split()
}
PERSONAL = re.compile(
    r"氏名|名前|姓名|電話|tel|fax|ファックス|メール|mail|連絡先|携帯|担当|対応者|受付者|相談員|アドバイザー|記入者|記録者|生年月日|相手方|相手先|相手企業|先方|流出先|年齢|性別"
)
REMARKS = frozenset(["備考", "備考欄", "メモ", "特記事項", "摘要", "コメント", "所感", "注記", "その他"])
NAMES = re.compile("(?:ご?相談者の?)?(?:ご?氏名|お?名前|姓名)")
MIXED = re.compile("氏名|名前|個人")
OF_COMPANIES = re.compile("企業|会社|法人|団体|事業|社名|商号")
SUMMARY = re.compile("要旨|あらまし|概要|要約|件名|タイトル|表題|用件")
MARKS = re.compile(r"^[※*●○◎■□◆◇▼▽・\[\]【】]+|[※*:]+$|\((?:必須|任意|自由記述|記述)\)$|欄$")
ASIDE = re.compile(r"(?<=.)※.*$")  # how to fill the column in
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]$")
UNIT = "[千百十万億]+円?|円"
UNIT_IN_HEADING = re.compile(rf"[(\[【〔<](?:単位:?)?({UNIT})[)\]】〕>]|(?:[:/・]|(?<=[金額]))({UNIT})$")
UNIT_TOLD = re.compile(rf"単位[:=は]*({UNIT})|単位.{{0,9}}?([千百十万億]*円)|([千百十万億]+円)単位")
UNIT_ALONE = re.compile(rf"[(\[【〔<]?(?:単位:?)?(?:({UNIT})|[人名件社回分]|時間)[)\]】〕>]?")


def column_of(words: str) -> tuple[str, int] | None:
    """Which of our columns a heading means and how plainly it says so (0 is best); None for an unknown one."""
    key = MARKS.sub("", ASIDE.sub("", key_of(words)))
    found = RANKED.get(key) or RANKED.get(BRACKETS.sub("", key))
    if found or PERSONAL.search(key):
        return found
    return next(((column, LAST_RANK) for column, pattern in COMPILED if pattern.fullmatch(key)), None)


def named_by(words: str) -> str:
    """Our column that a heading means; "" for an unknown one."""
    return (column_of(words) or ("",))[0]


def is_known(words: str) -> bool:
    """True for what offices write above columns."""
    return column_of(words) is not None or is_personal(words) or is_remark(words) or key_of(words) in TOTALS


def is_plain(words: str) -> bool:
    """True for what stands above columns and hardly ever in them."""
    found = column_of(words)
    return key_of(words) in TOTALS or (found is not None and found[1] < LAST_RANK)


def is_date(words: str) -> bool:
    """受付日, 相談日 …"""
    return named_by(words) == "date"


def is_personal(words: str) -> bool:
    """担当者名, 電話番号, 相手方 …: columns about persons or the other side."""
    return bool(PERSONAL.search(key_of(words)))


def is_name(words: str) -> bool:
    """氏名, 相談者氏名: who asked, as a person."""
    return bool(NAMES.fullmatch(key_of(words)))


def is_remark(words: str) -> bool:
    """備考, メモ …: columns for anything."""
    return key_of(words) in REMARKS


def is_mixed(words: str) -> bool:
    """True where names of persons may stand among those of companies: 会社名・氏名, 相談者."""
    key = key_of(words)
    return bool(MIXED.search(key)) or not OF_COMPANIES.search(key)


def is_summary(words: str) -> bool:
    """要旨, 概要, 件名: written to be short and seen, unlike 内容."""
    return bool(SUMMARY.search(key_of(words)))


def unit_of(words: str) -> str:
    """万円 of 資本金（万円）, 資本金［万］ and 資本金：万円; "" where the heading names no unit."""
    return _unit(UNIT_IN_HEADING.search(key_of(words))) or unit_told(words)


def unit_told(words: str) -> str:
    """万円 of 単位：万円, said above or below a heading for all of its table; "" where nothing says so."""
    return _unit(UNIT_TOLD.search(key_of(words)))


def unit_alone(words: str) -> str | None:
    """万円 of a cell that is a unit and nothing else, "" of （人）; None for anything else."""
    found = UNIT_ALONE.fullmatch(key_of(words))
    return _unit(found) if found else None


def _unit(found: re.Match[str] | None) -> str:
    unit = next(filter(None, found.groups()), "") if found else ""
    return unit and unit.removesuffix("円") + "円"
