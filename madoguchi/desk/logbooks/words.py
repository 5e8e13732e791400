"""相談記録簿の用語 — what offices write in their logbooks, and what we call it."""

import re

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterRole

COLUMNS = {
    "number": ("受付番号", "番号", "no", "no."),
    "date": ("受付日", "相談日", "日付", "受付年月日"),
    "time": ("時刻", "受付時刻", "時間"),
    "channel": ("方法", "相談方法", "受付方法"),
    "company": ("相談者(企業名)", "企業名", "会社名", "相談者", "相談企業"),
    "corporate_number": ("法人番号",),
    "prefecture": ("所在地", "都道府県", "住所"),
    "industry": ("業種",),
    "capital": ("資本金",),
    "employees": ("従業員数", "従業員"),
    "role": ("相談者の立場", "立場", "役職"),
    "category": ("相談区分", "区分", "分類"),
    "gist": ("相談内容(要旨)", "要旨", "相談要旨"),
    "closed": ("完了日", "終了日"),
}
COLUMN_OF_WORD = {word: name for name, words in COLUMNS.items() for word in words}
REQUIRED = {"date", "gist"}

CHANNELS = {
    Channel.TEL: ("電話", "tel", "でんわ"),
    Channel.MAIL: ("メール", "mail", "eメール", "電子メール"),
    Channel.WEB: ("web", "ウェブ", "フォーム"),
    Channel.VISIT_IN: ("来訪", "来所", "来館"),
    Channel.VISIT_OUT: ("訪問", "出張"),
    Channel.ONLINE: ("オンライン", "web会議"),
    Channel.SEMINAR: ("セミナー後個別相談", "セミナー"),
    Channel.WINDOW: ("知財総合支援窓口経由", "知財総合支援窓口"),
    Channel.REFER_IN: ("紹介", "他機関からの紹介"),
}

CATEGORIES = {
    Category.MGT: ("秘密管理", "営業秘密管理", "管理方法", "営業秘密の管理方法", "管理規程"),
    Category.STR: ("知財戦略", "権利化・秘匿化", "特許か秘匿か", "オープンクローズ"),
    Category.LEAK: ("流出・漏えい", "漏えい", "情報漏洩", "被害相談"),
    Category.SYS: ("知財制度一般", "制度一般", "法改正", "不競法改正について"),
    Category.SEC: ("情報セキュリティ", "セキュリティ"),
    Category.CON: ("契約", "nda", "秘密保持契約"),
    Category.PPL: ("退職者", "転入者", "競業避止"),
    Category.INB: ("コンタミ", "混入"),
    Category.TXN: ("優越的地位",),
    Category.LAW: ("一般法律", "法律相談"),
    Category.OTH: ("その他",),
}

ROLES = {
    ConsulterRole.HEAD: ("代表取締役", "社長", "代表者", "役員", "取締役"),
    ConsulterRole.IP: ("知財担当", "知財部"),
    ConsulterRole.LEGAL: ("法務部", "法務担当"),
    ConsulterRole.ADMIN: ("総務部長", "総務部", "人事担当", "人事部"),
    ConsulterRole.RND: ("開発部課長", "開発部", "工場長", "品質保証部"),
    ConsulterRole.SALES: ("営業部", "営業担当"),
    ConsulterRole.IT: ("情報システム担当", "情報システム部"),
    ConsulterRole.AGENT: ("弁護士", "弁理士"),
    ConsulterRole.SUPPORTER: ("支援機関担当者", "支援機関"),
    ConsulterRole.PRIVATE: ("個人",),
}

ANONYMOUS = ("匿名", "(匿名)", "匿名希望")
INDIVIDUAL = ("個人", "(個人)")
SUBTOTAL = re.compile("([0-9]+月)?[小合累総月]?計:?([0-9,]+件?)?")
