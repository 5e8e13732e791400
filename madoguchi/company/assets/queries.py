"""What pages ask about a register. Everything here is narrowed by `visible_to`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.agreements import queries as agreements
from madoguchi.company.agreements.queries import Told
from madoguchi.company.assets import acceptances, contamination, sight
from madoguchi.company.assets.facts import SCORES, VERDICTS
from madoguchi.company.assets.levels import levels_of as levels_of
from madoguchi.company.assets.levels import names_of
from madoguchi.company.assets.models import (
    Asset,
    AssetNote,
    AssetPlace,
    AssetQuerySet,
    Department,
    Disclosure,
    Holder,
    Place,
)
from madoguchi.company.assets.people import labels_of
from madoguchi.company.assets.words import Alert, Medium, Origin, Overlay, PlaceKind
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.folding import fold
from madoguchi.foundation.core.language import word
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault.looks import Seen, see
from madoguchi.foundation.vault.opened import open_keyring

READ_NOTE = "assets.read_note"
READ_NAMES = "assets.read_names"
LONGEST = 100
WORDS = {
    "places": gettext_lazy("保管場所"),
    "holders": gettext_lazy("扱う人"),
    "note": gettext_lazy("覚え書き"),
    "disclose": gettext_lazy("社外に渡した"),
    "take_back": gettext_lazy("返してもらった"),
    "retire": gettext_lazy("台帳から外した"),
    "partner": gettext_lazy("相手先"),
}


@dataclass(frozen=True)
class Filters:
    """絞り込み — what is asked of the list; an employee is answered title and level alone."""

    q: str = ""
    origin: str = ""
    level: str = ""
    department: str = ""
    kind: str = ""
    alert: str = ""

    def asked(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Shown:
    """一件の見え方 — for a row of the list."""

    asset: Asset
    level: str
    places: list[str]
    owner: str

    @property
    def marks(self) -> list[str]:
        return [str(one.label) for one in Overlay if getattr(self.asset, one.value)]


def register(room: Organisation, *, actor: Any) -> AssetQuerySet:
    """台帳 — the items of a company that somebody sees, without those taken off."""
    return Asset.objects.visible_to(actor).listed().filter(organisation=room)


def listed(room: Organisation, filters: Filters, *, actor: Any, after: str = "", day: date) -> Page[Asset]:
    """一覧 — newest first, one page."""
    is_brief = sight.is_brief(actor, room.pk)
    rows = filtered(register(room, actor=actor), filters, is_brief=is_brief)
    if filters.alert and not is_brief:
        left = acceptances.accepted(room, day)
        found = contamination.with_alert(register(room, actor=actor), filters.alert, day, left)
        rows = rows.filter(pk__in=found.values("pk"))
    related = rows.select_related("owner__person", "department", "agreement__counterparty")
    return page_by_key(related, keys=("-pk",), after=after)


def filtered(rows: AssetQuerySet, filters: Filters, *, is_brief: bool = False) -> AssetQuerySet:
    for term in fold(filters.q[:LONGEST]).split():
        rows = rows.filter(folded__contains=term)
    names = ("level",) if is_brief else ("level", "origin", "kind", "department")
    return rows.filter(**{name: getattr(filters, name) for name in names if getattr(filters, name)})


def shown(assets: list[Asset], room: Organisation, day: date) -> list[Shown]:
    """並べる — the rows of a page with the names of their places: one statement for all of them."""
    levels = names_of(levels_of(room, day))
    places = places_by_asset([row.pk for row in assets])
    owners = labels_of({row.owner.pk: row.owner for row in assets if row.owner}.values())
    return [
        Shown(row, levels.get(row.level, row.level), places.get(row.pk, []), owners.get(row.owner_id or 0, ""))
        for row in assets
    ]


def places_by_asset(assets: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in AssetPlace.objects.filter(asset__in=assets).select_related("place").order_by("pk"):
        found.setdefault(row.asset_id, []).append(row.place.name)
    return found


def zones_by_level(room: Organisation, *, actor: Any) -> dict[str, list[str]]:
    """区画 — the zones of a floor in which items of a level lie, by its code: one statement."""
    rows: Any = AssetPlace.objects.filter(asset__in=register(room, actor=actor), place__kind=PlaceKind.FLOOR)
    found: dict[str, list[str]] = {}
    for level, zone in rows.values_list("asset__level", "place__name").distinct().order_by("place__name"):
        found.setdefault(level, []).append(zone)
    return found


def departments_of(room: Organisation, *, actor: Any) -> QuerySet[Department, Department]:
    rows: QuerySet[Department, Department] = Department.objects.visible_to(actor).standing().filter(organisation=room)
    return rows.order_by("name", "pk")


def places_of(room: Organisation, *, actor: Any) -> QuerySet[Place, Place]:
    rows: QuerySet[Place, Place] = Place.objects.visible_to(actor).standing().filter(organisation=room)
    return rows.order_by("kind", "name", "pk")


def known_titles(room: Organisation, *, actor: Any) -> set[tuple[str, str]]:
    """台帳にある名前 — folded title and department, under each of its names, to propose nothing twice."""
    rows = register(room, actor=actor)
    also = rows.filter(department__also_called__isnull=False).values_list("folded", "department__also_called__folded")
    return {*rows.values_list("folded", "department__folded"), *also}


def brief_facts(asset: Asset, level: str) -> list[tuple[str, str]]:
    """手短な内容 — all that an employee is told."""
    places = places_by_asset([asset.pk]).get(asset.pk, [])
    return [(_("秘密区分"), level), (_("保管場所"), "、".join(places))]


def facts(asset: Asset, level: str, *, actor: Any) -> list[tuple[str, str]]:
    """内容 — label and value of the open fields."""
    people = [one.holder for one in asset.with_holders.select_related("holder__person").order_by("pk")]
    labels = labels_of(people, actor=actor)
    places = asset.in_places.select_related("place").order_by("pk")
    media = [str(one.label) for one in Medium if getattr(asset, one.value)]
    return [
        (_("番号"), str(asset.number)),
        (_("種類"), asset.get_kind_display()),
        (_("出所"), asset.get_origin_display()),
        (_("契約"), asset.agreement.label if asset.agreement else ""),
        (_("秘密区分"), level + (_("（名前のある人限り）") if asset.is_named_only else "")),
        (_("重なる決まり"), "、".join(overlays(asset))),
        (_("部署"), asset.department.name),
        (_("管理の単位"), asset.unit),
        (_("情報の責任者"), labels.get(asset.owner_id or 0, "")),
        (_("代理"), labels.get(asset.deputy_id or 0, "")),
        (_("扱う人"), "、".join(labels.values())),
        (_("媒体"), "、".join(media)),
        (_("保管場所"), "、".join(f"{word(PlaceKind, one.place.kind)}：{one.place.name}" for one in places)),
        (_("社外に話してよい範囲"), asset.get_release_display()),
    ]


def overlays(asset: Asset) -> list[str]:
    own = [str(one.label) for one in Overlay if getattr(asset, one.value)]
    return [*([word(Origin, asset.origin)] if asset.origin == Origin.ENTRUSTED else []), *own]


def scores(asset: Asset) -> list[tuple[str, str]]:
    return [_field(asset, name) for name in SCORES]


def verdicts(asset: Asset) -> list[tuple[str, str]]:
    return [_field(asset, name) for name in VERDICTS]


def note_of(asset: Asset, *, actor: Any) -> Seen | None:
    """覚え書き — as far as the actor's keys open it; None where there is none for this reader."""
    row = AssetNote.objects.visible_to(actor).filter(asset=asset).first()
    return see(row, open_keyring(actor)) if row else None


def disclosures_of(asset: Asset, *, actor: Any) -> QuerySet[Disclosure, Disclosure]:
    rows = Disclosure.objects.visible_to(actor).filter(asset=asset)
    return rows.select_related("counterparty", "agreement__counterparty").order_by("-given_date", "-pk")


def history_of(asset: Asset) -> list[Told]:
    rows = asset.changes.select_related("by").order_by("-at", "-pk")
    return agreements.history(rows, Asset, WORDS)


def alerts_of(asset: Asset, day: date, *, actor: Any) -> tuple[list[Alert], list[Alert]]:
    """その情報に当たる点検 — those to see to, and those that are accepted."""
    rows, left = register(asset.organisation, actor=actor), acceptances.accepted(asset.organisation, day)
    found = [one for one in Alert if _concerns(asset, contamination.with_alert(rows, one, day))]
    open_ = [
        one for one in found if not left.get(one) or _concerns(asset, contamination.with_alert(rows, one, day, left))
    ]
    return open_, [one for one in found if one not in open_]


def _concerns(asset: Asset, rows: AssetQuerySet) -> bool:
    return rows.filter(pk=asset.pk).exists()


def today() -> date:
    return timezone.localdate()


def _field(asset: Asset, name: str) -> tuple[str, str]:
    field: Any = Asset._meta.get_field(name)
    return str(field.verbose_name), str(getattr(asset, f"get_{name}_display")() or "")


def persons_of_holders(room: Organisation) -> list[tuple[int, int]]:
    """台帳にいる会社の人 — person and holder."""
    rows: Any = Holder.objects.filter(organisation=room, person__isnull=False).values_list("person", "pk")
    return list(rows)
