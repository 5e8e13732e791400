"""業種 — the Japan Standard Industrial Classification (rev. July 2023) as far as a desk needs it.

Letters are its sections. The finer codes exist because the law on small firms cuts through some sections: I holds both
wholesale and retail, G, K, M and N hold several groups. Class numbers of the law groups follow the SME Agency's table:
wholesale 50–55; retail 56–61, 76, 77; service 38, 39, 411, 412, 415, 416, 693, 70, 75, L, N except 791, O, P, Q, R;
everything else その他. Names are data, so they don't pass through the catalogues.
"""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.core.language import is_japanese


class LawGroup(models.TextChoices):
    """業種区分 — the four groups of 中小企業基本法 第2条."""

    OTHER = "OTHER", _("製造業、建設業、運輸業その他の業種")
    WHOLESALE = "WHOLESALE", _("卸売業")
    SERVICE = "SERVICE", _("サービス業")
    RETAIL = "RETAIL", _("小売業")


class Industry(NamedTuple):
    """業種 — a class, its section of the classification, and every law group a firm of the class may be in."""

    japanese: str
    english: str
    section: str
    groups: frozenset[LawGroup]


ANY_GROUP = frozenset(LawGroup)
OTHER = frozenset({LawGroup.OTHER})
WHOLESALE = frozenset({LawGroup.WHOLESALE})
SERVICE = frozenset({LawGroup.SERVICE})
RETAIL = frozenset({LawGroup.RETAIL})
NO_GROUP: frozenset[LawGroup] = frozenset()

INDUSTRIES = {
    "A": Industry("農業、林業", "Agriculture and forestry", "A", OTHER),
    "B": Industry("漁業", "Fisheries", "B", OTHER),
    "C": Industry("鉱業、採石業、砂利採取業", "Mining and quarrying", "C", OTHER),
    "D": Industry("建設業", "Construction", "D", OTHER),
    "E": Industry("製造業", "Manufacturing", "E", OTHER),
    "F": Industry("電気・ガス・熱供給・水道業", "Electricity, gas, heat supply and water", "F", OTHER),
    "G": Industry("情報通信業", "Information and communications", "G", OTHER | SERVICE),
    "G-T": Industry("通信業", "Telecommunications", "G", OTHER),
    "G-B": Industry("放送業", "Broadcasting", "G", SERVICE),
    "G-I": Industry("情報サービス業", "Information services, software", "G", SERVICE),
    "G-N": Industry("インターネット附随サービス業", "Internet-based services", "G", OTHER),
    "G-V": Industry("映像・音声・文字情報制作業", "Video, sound and text production", "G", OTHER | SERVICE),
    "H": Industry("運輸業、郵便業", "Transport and postal services", "H", OTHER),
    "I": Industry("卸売業、小売業", "Wholesale and retail trade", "I", WHOLESALE | RETAIL),
    "I-W": Industry("卸売業", "Wholesale trade", "I", WHOLESALE),
    "I-R": Industry("小売業", "Retail trade", "I", RETAIL),
    "J": Industry("金融業、保険業", "Finance and insurance", "J", OTHER),
    "K": Industry("不動産業、物品賃貸業", "Real estate, rental and leasing", "K", OTHER | SERVICE),
    "K-E": Industry("不動産業（駐車場業を除く）", "Real estate (except car parks)", "K", OTHER),
    "K-P": Industry("駐車場業", "Car parks", "K", SERVICE),
    "K-L": Industry("物品賃貸業", "Rental and leasing of goods", "K", SERVICE),
    "L": Industry("学術研究、専門・技術サービス業", "Research, professional and technical services", "L", SERVICE),
    "M": Industry("宿泊業、飲食サービス業", "Accommodation and food services", "M", SERVICE | RETAIL),
    "M-H": Industry("宿泊業", "Accommodation", "M", SERVICE),
    "M-F": Industry("飲食サービス業", "Food services", "M", RETAIL),
    "N": Industry("生活関連サービス業、娯楽業", "Personal services and amusement", "N", OTHER | SERVICE),
    "N-S": Industry(
        "生活関連サービス業、娯楽業（旅行業を除く）", "Personal services (except travel agencies)", "N", SERVICE
    ),
    "N-T": Industry("旅行業", "Travel agencies", "N", OTHER),
    "O": Industry("教育、学習支援業", "Education and learning support", "O", SERVICE),
    "P": Industry("医療、福祉", "Medical care and welfare", "P", SERVICE),
    "Q": Industry("複合サービス事業", "Compound services", "Q", SERVICE),
    "R": Industry("サービス業（他に分類されないもの）", "Services, not elsewhere classified", "R", SERVICE),
    "S": Industry("公務（他に分類されるものを除く）", "Public administration", "S", NO_GROUP),
    "T": Industry("分類不能の産業", "Unable to classify", "T", ANY_GROUP),
    "SV": Industry("サービス業", "Services", "R", SERVICE),
}

OTHER_WORDS = {
    "A": "農業 林業 農林業",
    "B": "水産業 養殖業",
    "C": "鉱業 採石業 砂利採取業",
    "D": "建築業 土木業 工事業",
    "E": "メーカー",
    "F": "電気業 ガス業 電気・ガス業 熱供給業 水道業",
    "G": "IT IT業 情報通信",
    "G-I": "ソフトウェア業 ソフトウェア ソフトウエア業 情報処理業",
    "G-N": "インターネット付随サービス業 インターネットサービス業",
    "G-V": "出版業 新聞業 映像制作業",
    "H": "運輸業 運送業 郵便業 倉庫業 物流業 運輸・郵便業 運輸・通信業",
    "I": "卸・小売業 卸売・小売業 卸小売業 商業",
    "I-W": "卸業 卸",
    "J": "金融業 保険業 銀行業 金融・保険業",
    "K": "不動産業",
    "K-L": "リース業 レンタル業",
    "L": "学術研究 専門・技術サービス業 専門サービス業 技術サービス業 広告業",
    "M": "宿泊・飲食サービス業 宿泊業、飲食業",
    "M-H": "ホテル業 旅館業",
    "M-F": "飲食業 飲食店 外食業",
    "N": "生活関連サービス業",
    "N-S": "娯楽業",
    "O": "教育 教育業 学習支援業 教育・学習支援業",
    "P": "医療 福祉 医療業 福祉業 介護業 医療・福祉 医療・福祉業 医療、福祉業",
    "Q": "複合サービス業",
    "R": "その他サービス業 その他のサービス業",
    "S": "公務 官公庁",
    "T": "分類不能",
}


def _as_word(text: str) -> str:
    return unify(text).replace(",", "、").replace("､", "、").upper().removesuffix("業")


CODE_OF_WORD = (
    {_as_word(word): code for code, words in OTHER_WORDS.items() for word in words.split()}
    | {_as_word(industry.japanese): code for code, industry in INDUSTRIES.items()}
    | {code: code for code in INDUSTRIES}
)


def find(text: str) -> str:
    """The finest code which a word used by offices is sure to mean; "" if it is none of them."""
    return CODE_OF_WORD.get(_as_word(text), "")


def groups_of(code: str) -> frozenset[LawGroup]:
    """Every law group a firm of this class may be in: all of them while the class is unknown, none for 公務."""
    return INDUSTRIES[code].groups if code in INDUSTRIES else ANY_GROUP


def name(code: str) -> str:
    """The name in the language of the page; "" for an unknown code."""
    if code not in INDUSTRIES:
        return ""
    return INDUSTRIES[code].japanese if is_japanese() else INDUSTRIES[code].english


def section_of(code: str) -> str:
    """大分類 — the letter of the section, which is a class itself; "" for an unknown code."""
    return INDUSTRIES[code].section if code in INDUSTRIES else ""


def choices() -> list[tuple[str, str]]:
    """Code and name of every class, in the order of the classification, for a form."""
    return [(code, name(code)) for code in INDUSTRIES]
