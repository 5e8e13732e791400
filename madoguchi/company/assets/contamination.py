"""コンタミ — own and others' information in one place or under one person, and what of others' is out of order.

Every question goes over the items somebody sees, in as many statements for 10 items as for 10,000.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from madoguchi.company.assets.models import Asset, AssetHolder, AssetPlace, AssetQuerySet, Disclosure, Holder, Place
from madoguchi.company.assets.words import OTHERS, Alert, Origin

MOST_FINDINGS = 50
MOST_ITEMS = 5
BOTH = (Origin.OWN, Origin.ENTRUSTED)
PLACE, HOLDER = "in_places__place", "with_holders__holder"

Accepted = Mapping[str, Collection[int]]  # alert → the ids of what it is about that are left as they are
NOTHING: Accepted = {}

WHY = {
    Alert.PLACE: _("預かった情報が自社の製品に使われたと疑われたとき、使っていないことを示しにくくなります。"),
    Alert.HOLDER: _("その人が自社の仕事に預かった情報を使っていないことを、示しにくくなります。"),
    Alert.PAST: _("返すか消す約束になっていることが多く、持ち続けると契約違反を疑われます。"),
    Alert.UNKNOWN: _("ほかの会社の秘密を知らずに使うおそれがあります。"),
    Alert.UNCOVERED: _("秘密を守る約束なしに渡すと、秘密として守られなくなるおそれがあります。"),
}
WAY_OUT = {
    Alert.PLACE: _("預かった情報に、相手先ごとの場所（棚やフォルダ）を用意して移し、保管場所を書き直してください。"),
    Alert.HOLDER: _(
        "扱う人を分けて書き直してください。分けられないときは、場所を分け、だれがいつ使ったかを残してください。"
    ),
    Alert.PAST: _("相手に返すか消して台帳から外すか、契約を更新してください。"),
    Alert.UNKNOWN: _("持っている人に聞いて、出所を書き直してください。"),
    Alert.UNCOVERED: _("返してもらって記録するか、これからのために契約を結んで登録してください。"),
}


@dataclass(frozen=True)
class Line:
    """一件 — an item of a finding, and what is said beside it."""

    asset: Asset
    remark: str = ""
    disclosure: Disclosure | None = None


@dataclass
class Finding:
    """見つかったもの — where, how many of own and of others, and the first items of each."""

    alert: Alert
    subject: Any
    own_count: int = 0
    other_count: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return self.own_count + self.other_count - len(self.lines)


@dataclass
class Group:
    """見つかったもののまとまり — one alert: why it matters, the way out, its first findings, how many there are."""

    alert: Alert
    findings: list[Finding]
    count: int

    @property
    def why(self) -> str:
        return str(WHY[self.alert])

    @property
    def way_out(self) -> str:
        return str(WAY_OUT[self.alert])

    @property
    def left_out(self) -> int:
        return self.count - len(self.findings)


def unknown(rows: AssetQuerySet) -> AssetQuerySet:
    return rows.filter(origin=Origin.UNKNOWN)


def past(rows: AssetQuerySet, day: date) -> AssetQuerySet:
    return rows.filter(origin__in=OTHERS, agreement__until_date__lt=day)


def mixed_places(rows: AssetQuerySet) -> Any:
    """混ざった場所 — with counts `own` and `other`."""
    return _mixed(rows, PLACE)


def mixed_holders(rows: AssetQuerySet) -> Any:
    """混ざった人."""
    return _mixed(rows, HOLDER)


def uncovered(rows: AssetQuerySet) -> Any:
    return Disclosure.objects.uncovered().filter(asset__in=rows)


def about(rows: AssetQuerySet, alert: str, day: date) -> Any:
    """点検に出ているもの — the ids of what the alert is about: places, holders, items, or handings out."""
    ways: dict[str, Any] = {
        Alert.UNKNOWN: unknown(rows).values_list("pk", flat=True),
        Alert.PAST: past(rows, day).values_list("pk", flat=True),
        Alert.PLACE: mixed_places(rows).values_list(PLACE, flat=True),
        Alert.HOLDER: mixed_holders(rows).values_list(HOLDER, flat=True),
        Alert.UNCOVERED: uncovered(rows).values_list("pk", flat=True),
    }
    return ways[alert]


def with_alert(rows: AssetQuerySet, alert: str, day: date, accepted: Accepted = NOTHING) -> AssetQuerySet:
    """その点検に当たる情報 — those of `rows`, beside what is accepted."""
    left, both = accepted.get(alert, ()), rows.filter(origin__in=BOTH)
    in_places = AssetPlace.objects.filter(place__in=mixed_places(rows).values(PLACE)).exclude(place__in=left)
    of_people = AssetHolder.objects.filter(holder__in=mixed_holders(rows).values(HOLDER)).exclude(holder__in=left)
    ways: dict[str, Any] = {
        Alert.UNKNOWN: unknown(rows).exclude(pk__in=left),
        Alert.PAST: past(rows, day).exclude(pk__in=left),
        Alert.PLACE: both.filter(pk__in=in_places.values("asset")),
        Alert.HOLDER: both.filter(pk__in=of_people.values("asset")),
        Alert.UNCOVERED: rows.filter(pk__in=uncovered(rows).exclude(pk__in=left).values("asset")),
    }
    told: AssetQuerySet = ways[alert]
    return told


def count(rows: AssetQuerySet, day: date, accepted: Accepted = NOTHING) -> int:
    """何件出ているか — of all alerts together, beside what is accepted."""
    return sum(len(set(about(rows, alert, day)) - set(accepted.get(alert, ()))) for alert in Alert)


def groups(rows: AssetQuerySet, day: date, accepted: Accepted = NOTHING) -> list[Group]:
    """点検する — the groups that found something beside what is accepted, in the order to go through them."""
    left = {alert: accepted.get(alert, ()) for alert in Alert}
    found = [
        _places(rows, left[Alert.PLACE]),
        _holders(rows, left[Alert.HOLDER]),
        _items(Alert.PAST, past(rows, day).exclude(pk__in=left[Alert.PAST])),
        _items(Alert.UNKNOWN, unknown(rows).exclude(pk__in=left[Alert.UNKNOWN])),
        _disclosures(uncovered(rows).exclude(pk__in=left[Alert.UNCOVERED])),
    ]
    return [group for group in found if group.findings]


def _mixed(rows: AssetQuerySet, where: str) -> Any:
    own = Count("pk", filter=Q(origin=Origin.OWN))
    other = Count("pk", filter=Q(origin=Origin.ENTRUSTED))
    placed = rows.filter(**{"origin__in": BOTH, f"{where}__isnull": False})
    return placed.order_by().values(where).annotate(own=own, other=other).filter(own__gt=0, other__gt=0)


def _places(rows: AssetQuerySet, left: Collection[int]) -> Group:
    counted = [one for one in mixed_places(rows).order_by("-other", PLACE) if one[PLACE] not in left]
    shown = Place.objects.in_bulk([one[PLACE] for one in counted[:MOST_FINDINGS]])
    return _group(Alert.PLACE, counted, PLACE, shown, _first_items(rows, PLACE, shown))


def _holders(rows: AssetQuerySet, left: Collection[int]) -> Group:
    counted = [one for one in mixed_holders(rows).order_by("-other", HOLDER) if one[HOLDER] not in left]
    wanted = [one[HOLDER] for one in counted[:MOST_FINDINGS]]
    shown = Holder.objects.select_related("person").in_bulk(wanted)
    return _group(Alert.HOLDER, counted, HOLDER, shown, _first_items(rows, HOLDER, shown))


def _group(
    alert: Alert, counted: list[dict[str, int]], where: str, shown: dict[int, Any], lines: dict[int, list[Line]]
) -> Group:
    findings = [
        Finding(alert, shown[one[where]], one["own"], one["other"], lines.get(one[where], []))
        for one in counted[:MOST_FINDINGS]
    ]
    return Group(alert, findings, len(counted))


def _first_items(rows: AssetQuerySet, where: str, wanted: Iterable[int]) -> dict[int, list[Line]]:
    """Of each place or person the first own and the first entrusted items."""
    turn = Window(RowNumber(), partition_by=[F(where), F("origin")], order_by=F("pk").asc())
    both = rows.filter(**{f"{where}__in": list(wanted), "origin__in": BOTH})
    turns: Any = both.annotate(spot=F(where), turn=turn).filter(turn__lte=MOST_ITEMS).order_by("pk")
    first = list(turns.values_list("spot", "pk"))  # whole rows only of those shown
    shown = Asset.objects.in_bulk({pk for _spot, pk in first})
    found: dict[int, list[Line]] = {}
    for spot, pk in first:
        found.setdefault(spot, []).append(Line(shown[pk]))
    return found


def _items(alert: Alert, rows: AssetQuerySet) -> Group:
    first = rows.select_related("agreement__counterparty").order_by("pk")[:MOST_FINDINGS]
    lines = [Line(row, row.agreement.label if row.agreement else "") for row in first]
    findings = [Finding(alert, line.asset, other_count=1, lines=[line]) for line in lines]
    count = len(findings) if len(findings) < MOST_FINDINGS else rows.count()
    return Group(alert, findings, count)


def _disclosures(given: Any) -> Group:
    first = given.select_related("asset", "counterparty").order_by("-given_date", "-pk")[:MOST_FINDINGS]
    lines = [Line(one.asset, one.counterparty.name, one) for one in first]
    findings = [Finding(Alert.UNCOVERED, line.disclosure, other_count=1, lines=[line]) for line in lines]
    count = len(findings) if len(findings) < MOST_FINDINGS else given.count()
    return Group(Alert.UNCOVERED, findings, count)
