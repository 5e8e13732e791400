"""台帳の言葉 — the kinds, origins and marks of an item, from our domain notes 6.9, 6.10, 1.1 and 2.2."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """情報の種類."""

    RESEARCH = "research", _("研究データ")
    FAILURE = "failure", _("失敗データ")
    DRAWING = "drawing", _("設計図・CAD")
    RECIPE = "recipe", _("配合・レシピ")
    PROCESS = "process", _("工程・製造条件")
    TOOLING = "tooling", _("設備・金型")
    SOURCE = "source", _("プログラム・計算方法")
    TRAINING = "training", _("学習データ")
    QUALITY = "quality", _("品質・検査基準")
    PROTOTYPE = "prototype", _("試作品")
    ORDERSPEC = "orderspec", _("発注仕様書")
    CUSTOMER = "customer", _("顧客情報")
    PRICE = "price", _("価格・原価")
    SUPPLIER = "supplier", _("仕入先情報")
    SALESPLAN = "salesplan", _("販売計画")
    BUSINESSPLAN = "bizplan", _("事業計画")
    PROPOSAL = "proposal", _("提案書・見積書")
    TERMS = "terms", _("契約条件")
    MANUAL = "manual", _("接客・作業マニュアル")
    PERSONNEL = "personnel", _("人事・評価")
    FINANCE = "finance", _("財務")
    MERGER = "merger", _("企業買収・提携の検討")
    PERSONAL = "personal", _("個人情報")
    RESULT = "result", _("共同研究の成果")
    OTHER = "other", _("その他の情報")


class Origin(models.TextChoices):
    """出所 — whose the information is; unknown is an alert."""

    OWN = "own", _("自社の情報")
    ENTRUSTED = "entrusted", _("預かった情報")
    JOINT = "joint", _("共同の情報")
    LICENSED = "licensed", _("使用許諾を受けた情報")
    UNKNOWN = "unknown", _("わからない")


OTHERS = (Origin.ENTRUSTED, Origin.JOINT, Origin.LICENSED)  # must name their agreement


class PlaceKind(models.TextChoices):
    """保管場所の種類."""

    CABINET = "cabinet", _("書庫・棚")
    SHARE = "share", _("社内の共有フォルダ")
    CLOUD = "cloud", _("クラウド")
    DEVICE = "device", _("パソコン・記録媒体")
    FLOOR = "floor", _("建物の区画・工場")
    OUTSIDE = "outside", _("社外の保管先")


class Medium(models.TextChoices):
    """媒体 — each is a column of its own."""

    PAPER = "is_on_paper", _("紙")
    DIGITAL = "is_digital", _("電子データ")
    OBJECT = "is_object", _("物（試作品・金型など）")
    HEADS = "is_in_heads", _("人の頭の中（ノウハウ）")


class Overlay(models.TextChoices):
    """重なる決まり — each beats the level; that of entrusted items follows from their origin."""

    PERSONAL = "is_personal", _("個人情報を含む")
    EXPORT = "is_export_controlled", _("輸出管理の対象")
    LIMITED = "is_limited_data", _("限定提供データ")


class Score(models.IntegerChoices):
    """評価."""

    LOW = 1, _("小さい")
    MIDDLE = 2, _("中くらい")
    HIGH = 3, _("大きい")


class Verdict(models.TextChoices):
    """三要件の確認の結果."""

    MET = "met", _("満たしている")
    DOUBTFUL = "doubtful", _("心配がある")
    UNMET = "unmet", _("満たしていない")


class Release(models.TextChoices):
    """社外に話してよい範囲."""

    NEVER = "never", _("だれにも話さない")
    AGREED = "agreed", _("契約のある相手に話してよい")
    SALES = "sales", _("営業で話してよい")


class Step(models.TextChoices):
    """事業の流れ — the guided inventory goes along it."""

    DEVELOP = "develop", _("開発")
    PROCURE = "procure", _("調達")
    MAKE = "make", _("製造")
    QUALITY = "quality", _("品質")
    SELL = "sell", _("販売")
    RUN = "run", _("管理")


class Typical(models.TextChoices):
    """よくある情報 — what firms of any trade find when they look; each is a title to begin with."""

    DRAWINGS = "drawings", _("製品の設計図")
    PROTOTYPES = "prototypes", _("試作品と試験の結果")
    FAILURES = "failures", _("うまくいかなかった試験の記録")
    THEMES = "themes", _("開発テーマの一覧")
    SUPPLIERS = "suppliers", _("仕入先の一覧")
    COSTS = "costs", _("仕入価格の一覧")
    ORDERSPECS = "orderspecs", _("発注仕様書")
    CONDITIONS = "conditions", _("製造条件表")
    RECIPES = "recipes", _("配合表")
    TOOLS = "tools", _("金型・治具")
    CUSTOMER_DRAWINGS = "customer_drawings", _("取引先から預かった図面")
    SKILLS = "skills", _("熟練者の技能・こつ")
    STANDARDS = "standards", _("検査基準書")
    DEFECTS = "defects", _("不良の原因と対策の記録")
    MEASURED = "measured", _("測定・検査データ")
    CUSTOMERS = "customers", _("顧客名簿")
    QUOTES = "quotes", _("見積書・提案書")
    PRICES = "prices", _("価格表・値引きの基準")
    SALES_PLANS = "sales_plans", _("販売計画")
    PLANS = "plans", _("事業計画書")
    STAFF = "staff", _("従業員の名簿・評価")
    ACCOUNTS = "accounts", _("会計・資金繰りの資料")
    CONTRACTS = "contracts", _("契約書の綴り")


FLOW: dict[Step, dict[Typical, Kind]] = {
    Step.DEVELOP: {
        Typical.DRAWINGS: Kind.DRAWING,
        Typical.PROTOTYPES: Kind.PROTOTYPE,
        Typical.FAILURES: Kind.FAILURE,
        Typical.THEMES: Kind.RESEARCH,
    },
    Step.PROCURE: {
        Typical.SUPPLIERS: Kind.SUPPLIER,
        Typical.COSTS: Kind.PRICE,
        Typical.ORDERSPECS: Kind.ORDERSPEC,
    },
    Step.MAKE: {
        Typical.CONDITIONS: Kind.PROCESS,
        Typical.RECIPES: Kind.RECIPE,
        Typical.TOOLS: Kind.TOOLING,
        Typical.CUSTOMER_DRAWINGS: Kind.DRAWING,
        Typical.SKILLS: Kind.PROCESS,
    },
    Step.QUALITY: {
        Typical.STANDARDS: Kind.QUALITY,
        Typical.DEFECTS: Kind.FAILURE,
        Typical.MEASURED: Kind.QUALITY,
    },
    Step.SELL: {
        Typical.CUSTOMERS: Kind.CUSTOMER,
        Typical.QUOTES: Kind.PROPOSAL,
        Typical.PRICES: Kind.PRICE,
        Typical.SALES_PLANS: Kind.SALESPLAN,
    },
    Step.RUN: {
        Typical.PLANS: Kind.BUSINESSPLAN,
        Typical.STAFF: Kind.PERSONNEL,
        Typical.ACCOUNTS: Kind.FINANCE,
        Typical.CONTRACTS: Kind.TERMS,
    },
}
NOT_OURS = frozenset({Typical.CUSTOMER_DRAWINGS})  # begin as unknown until their agreement is named


class Sort(models.TextChoices):
    """整えるもの — what a register calls by name, and who runs the company renames and merges."""

    PLACE = "place", _("保管場所")
    DEPARTMENT = "department", _("部署")
    PARTNER = "partner", _("相手先")


class Alert(models.TextChoices):
    """気をつけること — what the register finds."""

    PLACE = "place", _("自社の情報と預かった情報が、同じ場所にあります")
    HOLDER = "holder", _("自社の情報と預かった情報を、同じ人が扱っています")
    PAST = "past", _("契約が終わったのに、相手の情報が残っています")
    UNKNOWN = "unknown", _("だれの情報かわかりません")
    UNCOVERED = "uncovered", _("契約なしで社外に渡しています")
