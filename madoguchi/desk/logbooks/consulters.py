"""相談者を読む — a company stands open on the card; whatever may be the name of a person is sealed."""

import re

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.desk.logbooks.headings import is_mixed, is_name
from madoguchi.desk.logbooks.reader import Reader
from madoguchi.desk.logbooks.words import is_filler
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import (
    FORM_BEHIND,
    FORM_IN_FRONT,
    FORM_OF_SHORT,
    LEGAL_FORMS,
    fold_company,
    unify,
)

LONGEST_COMPANY = 200
BEGUN, ENDED = r"[(\[【〔<]?", r"[)\]】〕>]?"
NAMELESS = (  # what stands there as `more` is sealed
    (
        ConsulterKind.ANONYMOUS,
        re.compile(rf"{BEGUN}(?:匿名|不明|非公開|非公表|名乗らず|氏名不詳)(?:希望|の方|者)?{ENDED}(?P<more>.*)"),
    ),
    (
        ConsulterKind.INDIVIDUAL,
        re.compile(
            rf"{BEGUN}(?:個人|一般|(?P<more>元?(?:会社|団体|銀行|組合)(?:役?員|職員)|公務員|(?:大学院?|高校|専門学校|短大)?学?生|"
            rf"主婦|主夫|無職|自営業|フリーランス|パート|アルバイト))(?:の方)?{ENDED}"
        ),
    ),
)
PERSON_BEHIND = re.compile(r"[\s/／・(（]+[^\s/／・()（）]{1,12}(?:様|氏|さん|殿)[)）]?$")
PERSON = re.compile(r"^個人|(?:様|氏|さん|殿)$")
OF_A_COMPANY = re.compile(
    r"(?:株式|有限|合同|合資|合名)会社|\([株有同資名医社財学福宗独]\)|co\.|ltd|inc\.?$|corp|(?:"
    r"会社|法人|組合|大学|高専|学校|研究所|製作所|工業|商店|商会|商事|産業|"
    r"電機|製薬|化学|建設|工務店|銀行|信用金庫|協会|連盟|財団|機構|事務所|病院|医院|農園|酒造|市役所|町役場|村役場|県庁|センター|"
    r"精機|精密|鉄工|鋳造|金属|樹脂|化成|繊維|印刷|食品|製菓|醸造|水産|物流|運輸|運送|不動産|設計|電子|電気|通信|企画|技研|ラボ|"
    r"ストア|工房|工作所|薬品|ガラス|木工|テクノ|エンジニアリング|ソリューション|コンサル|自動車|機械|データ|デザイン|"
    r"ホールディングス|グループ|サービス|システム|テック|ソフト"
    r")(?!役?員|職員|院?生(?![産活協命体]))"  # 会社員, 大学生 are persons
)
OF_A_PERSON = re.compile("[一-鿿々ぁ-ゟ]")
FORMS = frozenset(map(fold_company, LEGAL_FORMS))
BRANCH = r"本社|本店|[^()（）\s]*(?:支社|支店|営業所|工場|事業所|事業部|[部課])"
PIECE = re.compile(  # （株） and （本社） part nothing, nor does the dot of アイ・ティー
    rf"(?:[(（](?:{'|'.join(FORM_OF_SHORT)}|{BRANCH}|架空|仮称?)[)）]|(?!・[一-鿿々ぁ-ゟ]{{2,8}}$)[^\s/／、,，()（）])+"
)


def consulter(reader: Reader) -> dict[str, str]:
    """種別 and 企業名 — the name only where it is one of a company."""
    kind = reader.code("kind")
    written = " ".join(reader.text("company").split())
    if nameless := _nameless(reader, written, kind):
        return _nobody(nameless)
    if kind in (ConsulterKind.INDIVIDUAL, ConsulterKind.ANONYMOUS):
        reader.seal("company")
        return _nobody(kind)
    return _company_or_person(reader, written, is_company=kind == ConsulterKind.COMPANY)


def _nameless(reader: Reader, written: str, kind: str) -> str:
    """匿名, 個人, 会社員 or nothing at all: who asked, if no name is given; "" for a name."""
    if is_filler(written):
        is_person = kind == ConsulterKind.INDIVIDUAL or (not kind and _has_a_name(reader))
        return ConsulterKind.INDIVIDUAL if is_person else ConsulterKind.ANONYMOUS
    for told, words in NAMELESS:
        if found := words.fullmatch(unify(written)):
            if found["more"]:
                reader.seal("company")
            return kind if kind == ConsulterKind.INDIVIDUAL else told
    return ""


def _has_a_name(reader: Reader) -> bool:
    return any(is_name(heading.words) for headings in reader.filled.values() for heading in headings)


def _company_or_person(reader: Reader, written: str, *, is_company: bool) -> dict[str, str]:
    is_named_so = _is_of_a_company(written)
    is_person = bool(PERSON.search(written)) and not is_named_so
    if not is_person and (is_company or is_named_so or not is_mixed(reader.words("company"))):
        return _company(reader, written)
    reader.seal("company")
    if not is_person:
        reader.warn("company", _("会社の名前か分からないため、個人として封をします。"))
    return _nobody(ConsulterKind.INDIVIDUAL)


def _company(reader: Reader, written: str) -> dict[str, str]:
    """A name of a person behind that of the company is sealed; where persons may stand, whatever may be one."""
    name = _of_the_company(written) if is_mixed(reader.words("company")) else written
    name = PERSON_BEHIND.sub("", name).strip()
    if name != written:
        reader.seal("company")
    if len(name) > LONGEST_COMPANY:
        raise Refusal(_("企業名が長すぎます。"))
    return {"kind": ConsulterKind.COMPANY.value, "company": name}


def _of_the_company(written: str) -> str:
    """What is known for a company's, and beside it what names no person; 株式会社 alone takes the next piece."""
    pieces = list(PIECE.finditer(written))
    known = [at for at, piece in enumerate(pieces) if _is_of_a_company(piece[0])] or [0]
    first, last = known[0], known[-1]
    if fold_company(pieces[last][0]) in FORMS:
        first, last = 0, last or min(1, len(pieces) - 1)
    while first and _begins_with(written, *pieces[first - 1 : first + 1]):
        first -= 1
    while last + 1 < len(pieces) and _goes_on_with(written, *pieces[last : last + 2]):
        last += 1
    return written[pieces[first].start() : pieces[last].end()]


def _begins_with(written: str, piece: re.Match[str], company: re.Match[str]) -> bool:
    """KAKUU of KAKUU Co., Ltd., 架空 of 架空 カクウ株式会社; not 架空太郎 of 架空太郎（株式会社架空）."""
    between, name = written[piece.end() : company.start()].strip(" ,，"), fold_company(company[0])
    has_form_behind = FORM_BEHIND.search(name) and not FORM_IN_FRONT.match(name)
    return between == "・" or (not between and bool(has_form_behind or not OF_A_PERSON.search(piece[0])))


def _goes_on_with(written: str, company: re.Match[str], piece: re.Match[str]) -> bool:
    """JAPAN of 株式会社架空 JAPAN; not 架空太郎 of 株式会社架空 架空太郎."""
    return not written[company.end() : piece.start()].strip(" ,，・") and not OF_A_PERSON.search(piece[0])


def _is_of_a_company(written: str) -> bool:
    return bool(OF_A_COMPANY.search(unify(written).casefold()))


def _nobody(kind: str) -> dict[str, str]:
    return {"kind": str(kind), "company": ""}
