"""台帳の列 — what stands in a sheet: its headings in any order and either language, its cells read and written."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from madoguchi.company.agreements.models import Agreement
from madoguchi.company.agreements.models import Kind as AgreementKind
from madoguchi.company.assets.facts import called, one_line
from madoguchi.company.assets.models import NAME_LENGTH, TITLE_LENGTH, Asset
from madoguchi.company.assets.people import sealed_label
from madoguchi.company.assets.words import Kind, Medium, Origin, PlaceKind, Release, Score, Verdict
from madoguchi.foundation.core.calendar import parse_day
from madoguchi.foundation.core.folding import fold, unify

LANGUAGES = ("ja", "en")
YES = {"○", "〇", "◯", "はい", "有", "あり", "yes", "y", "true", "1", "✓", "レ"}
NO = {"", "×", "いいえ", "無", "なし", "no", "n", "false", "0", "-", "ー", "―"}
_PARTS = re.compile(r"[;；\n]")
_GUESSES = (
    (PlaceKind.CLOUD, ("クラウド", "drive", "box", "sharepoint")),
    (PlaceKind.SHARE, ("フォルダ", "サーバ", "共有", "nas", "\\\\")),
    (PlaceKind.DEVICE, ("パソコン", "pc", "usb", "端末")),
    (PlaceKind.FLOOR, ("工場", "室", "階", "エリア", "ライン")),
)

Values = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """列 — `read` raises ValueError with a sentence; what `write` wrote reads the same."""

    key: str
    label: Any
    read: Callable[[str], Any]
    write: Callable[[Any], Any] = lambda value: "" if value is None else value
    words: tuple[str, ...] = ()


def both_of(say: Callable[[], str]) -> set[str]:
    """どちらの言葉でも — what is said in either language, folded."""
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(fold(say()))
    return found


def both(label: Any) -> set[str]:
    return both_of(lambda: str(label))


def _choice(kind: type[Choices]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if not text.strip():
            return None if issubclass(kind, Score) else ""
        if (word := fold(text)) in (known := _words(kind)):
            return known[word]
        raise ValueError(_("「%(text)s」は選べません。") % {"text": text[:20]})

    return read


@cache
def _words(kind: type[Choices]) -> dict[str, Any]:
    """The values by what they may be called: in either language, or by their code."""
    return {word: value for value, label in kind.choices for word in both(label) | {str(value)}}


def _label_of(kind: type[Choices]) -> Callable[[Any], str]:
    return lambda value: "" if value in ("", None) else str(kind(value).label)


def _of(key: str, label: Any, kind: type[Choices], *words: str) -> Column:
    return Column(key, label, _choice(kind), _label_of(kind), words)


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = called(text)
        if len(found) > most:
            raise ValueError(_("%(most)d字までにしてください。") % {"most": most})
        return found

    return read


def _title(text: str) -> str:
    found = one_line(text)
    if not found:
        raise ValueError(_("情報の名前がありません。"))
    if len(found) > TITLE_LENGTH:
        raise ValueError(
            _("情報の名前は%(most)d字までです。中身は書かず、呼び名にしてください。") % {"most": TITLE_LENGTH}
        )
    return found


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", plain := unify(text)):
        raise ValueError(_("番号は数字にしてください。"))
    return int(plain)


def _yes(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("「%(text)s」は、○か空白にしてください。") % {"text": text[:20]})


def _day(text: str) -> date | None:
    plain = text.strip().split(" ")[0]
    return parse_day(plain) if plain else None


def _many(one: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    def read(text: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(one(part) for part in _PARTS.split(text) if one_line(part)))

    return read


def _place(text: str) -> tuple[str, str]:
    kind, colon, name = text.partition("：")
    if colon and (known := _words(PlaceKind).get(fold(kind))):
        return known, _text(NAME_LENGTH)(name)
    plain = text.casefold()
    guess = next((one for one, words in _GUESSES if any(word in plain for word in words)), PlaceKind.CABINET)
    return guess.value, _text(NAME_LENGTH)(text)


def _place_cell(places: Iterable[tuple[str, str]]) -> str:
    return "；".join(f"{PlaceKind(kind).label}：{name}" for kind, name in places)


def _media(text: str) -> tuple[str, ...]:
    found = {_choice(Medium)(part) for part in re.split(r"[;；\n、,]", text) if part.strip()}
    return tuple(one.value for one in Medium if one.value in found)


def _marked(value: bool) -> str:
    return "○" if value else ""


def _field(name: str) -> Any:
    return Asset._meta.get_field(name).verbose_name  # type: ignore[union-attr]


COLUMNS = (
    Column("number", _field("number"), _number, words=("No", "台帳番号")),
    Column(
        "title", _field("title"), _title, words=("名前", "名称", "情報名", "情報資産名", "情報", "タイトル", "件名")
    ),
    _of("kind", _field("kind"), Kind, "情報の種類", "分類"),
    _of("origin", _field("origin"), Origin, "だれの情報"),
    Column("counterparty", gettext_lazy("相手先"), _text(80), words=("相手方", "取引先", "預かり元")),
    Column("agreement", _field("agreement"), _text(80), words=("契約書",)),
    Column("level", _field("level"), _text(20), words=("区分", "秘密レベル", "機密区分")),
    Column("department", _field("department"), _text(NAME_LENGTH), words=("部門", "担当部署", "管理部署", "課")),
    Column("unit", _field("unit"), _text(NAME_LENGTH), words=("管理単位",)),
    Column(
        "owner", _field("owner"), _text(NAME_LENGTH), words=("責任者", "管理責任者", "管理者", "担当者", "責任者名")
    ),
    Column("deputy", _field("deputy"), _text(NAME_LENGTH), words=("副責任者", "代理者")),
    Column("is_named_only", _field("is_named_only"), _yes, _marked, ("限り",)),
    Column("media", gettext_lazy("媒体"), _media, lambda media: "；".join(str(Medium(one).label) for one in media)),
    Column("places", gettext_lazy("保管場所"), _many(_place), _place_cell, ("場所", "保存先", "保存場所", "保管先")),
    Column(
        "holders", gettext_lazy("扱う人"), _many(_text(NAME_LENGTH)), "；".join, ("触れる人", "アクセス権", "利用者")
    ),
    Column("is_personal", _field("is_personal"), _yes, _marked, ("個人情報",)),
    Column("is_export_controlled", _field("is_export_controlled"), _yes, _marked, ("輸出管理",)),
    Column("is_limited_data", _field("is_limited_data"), _yes, _marked),
    *(_of(name, _field(name), Score) for name in ("score_value", "score_damage", "score_rival")),
    *(_of(name, _field(name), Score) for name in ("score_partner", "score_sanction")),
    *(_of(name, _field(name), Verdict) for name in ("secrecy", "usefulness", "nonpublicity")),
    Column("checked_date", _field("checked_date"), _day, words=("確認日",)),
    _of("release", _field("release"), Release),
    Column("review_date", _field("review_date"), _day, words=("見直し日", "次回見直し")),
)
BY_KEY = {column.key: column for column in COLUMNS}


def headings() -> list[str]:
    return [str(column.label) for column in COLUMNS]


def recognised(cells: Iterable[str]) -> dict[int, Column]:
    """見出しを読む — which column stands where; each once, in any order, in either language."""
    known = {word: column for column in reversed(COLUMNS) for word in {*map(fold, column.words), *both(column.label)}}
    found: dict[int, Column] = {}
    for position, cell in enumerate(cells):
        column = known.get(fold(cell))
        if column and column not in found.values():
            found[position] = column
    return found


def values_of(asset: Asset, level: str) -> Values:
    """台帳の一件を列に — `owner`, `deputy`, `agreement`, places and people should be at hand."""
    values = {key: getattr(asset, key) for key in BY_KEY if hasattr(asset, key)}
    agreement = asset.agreement
    return values | {
        "level": level,
        "counterparty": agreement.counterparty.name if agreement else "",
        "agreement": agreement_cell(agreement) if agreement else "",
        "department": asset.department.name,
        "owner": _holder_cell(asset.owner),
        "deputy": _holder_cell(asset.deputy),
        "media": tuple(one.value for one in Medium if getattr(asset, one.value)),
        "places": tuple((one.place.kind, one.place.name) for one in asset.in_places.all()),
        "holders": tuple(
            _holder_cell(one.holder)
            for one in asset.with_holders.all()
            if one.holder_id not in (asset.owner_id, asset.deputy_id)
        ),
    }


def cells_of(values: Values) -> list[Any]:
    return [column.write(values[column.key]) for column in COLUMNS]


def text_of(cell: Any) -> str:
    """A cell as it would be typed."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def agreement_cell(agreement: Agreement) -> str:
    return f"{AgreementKind(agreement.kind).label} {agreement.from_date:%Y-%m-%d}"


def _holder_cell(holder: Any) -> str:
    if holder is None:
        return ""
    return (holder.person.name if holder.person else holder.title) or sealed_label(holder.pk)
