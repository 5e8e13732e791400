"""相談者を読む — a company stands open on the card; whatever may be the name of a person is sealed."""

import re

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.desk.logbooks.headings import is_mixed, is_name
from madoguchi.desk.logbooks.reader import Reader
from madoguchi.desk.logbooks.words import ANONYMOUS, INDIVIDUAL
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import unify

LONGEST_COMPANY = 200
PERSON_BEHIND = re.compile(r"[\s/／・(（]+[^\s/／・()（）]{1,12}(?:様|氏|さん|殿)[)）]?$")
PERSON = re.compile(r"^個人|(?:様|氏|さん|殿)$")
OF_A_COMPANY = re.compile(
    r"会社|法人|組合|\([株有同資名医社財学福宗独]\)|co\.|ltd|inc\.?$|corp|大学|高専|学校|研究所|製作所|工業|商店|商会|商事|産業|"
    r"電機|製薬|化学|建設|工務店|銀行|信用金庫|協会|連盟|財団|機構|事務所|病院|医院|農園|酒造|市役所|町役場|村役場|県庁|センター|"
    r"精機|精密|鉄工|鋳造|金属|樹脂|化成|繊維|印刷|食品|製菓|醸造|水産|物流|運輸|運送|不動産|設計|電子|電気|通信|企画|技研|ラボ|"
    r"ストア|工房|工作所|薬品|ガラス|木工|テクノ|エンジニアリング|ソリューション|コンサル|自動車|機械|データ|デザイン|"
    r"ホールディングス|グループ|サービス|システム|テック|ソフト"
)


def consulter(reader: Reader) -> dict[str, str]:
    """種別 and 企業名 — the name only where it is one of a company."""
    kind = reader.code("kind")
    written = " ".join(reader.text("company").split())
    if not written or unify(written) in ANONYMOUS:
        is_person = kind == ConsulterKind.INDIVIDUAL or (not kind and not written and _has_a_name(reader))
        return _nobody(ConsulterKind.INDIVIDUAL if is_person else ConsulterKind.ANONYMOUS)
    if unify(written) in INDIVIDUAL:
        return _nobody(ConsulterKind.INDIVIDUAL)
    if kind in (ConsulterKind.INDIVIDUAL, ConsulterKind.ANONYMOUS):
        reader.seal("company")
        return _nobody(kind)
    return _company_or_person(reader, written, is_company=kind == ConsulterKind.COMPANY)


def _has_a_name(reader: Reader) -> bool:
    return any(is_name(heading.words) for headings in reader.filled.values() for heading in headings)


def _company_or_person(reader: Reader, written: str, *, is_company: bool) -> dict[str, str]:
    is_named_so = bool(OF_A_COMPANY.search(unify(written).casefold()))
    is_person = bool(PERSON.search(written)) and not is_named_so
    if not is_person and (is_company or is_named_so or not is_mixed(reader.words("company"))):
        return _company(reader, written)
    reader.seal("company")
    if not is_person:
        reader.warn("company", _("会社の名前か分からないため、個人として封をします。"))
    return _nobody(ConsulterKind.INDIVIDUAL)


def _company(reader: Reader, written: str) -> dict[str, str]:
    """A name of a person behind that of the company is sealed."""
    name = PERSON_BEHIND.sub("", written).strip()
    if name != written:
        reader.seal("company")
    if len(name) > LONGEST_COMPANY:
        raise Refusal(_("企業名が長すぎます。"))
    return {"kind": ConsulterKind.COMPANY.value, "company": name}


def _nobody(kind: str) -> dict[str, str]:
    return {"kind": str(kind), "company": ""}
