"""承知のうえで残すもの — which findings are left as they are, and whether what they rest on is still the same.

What a finding rests on is asked of the whole register, whoever looks: ids alone, kept as a fingerprint.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Q

from madoguchi.company.assets import access, contamination
from madoguchi.company.assets.contamination import Finding, Group
from madoguchi.company.assets.models import (
    Acceptance,
    Asset,
    AssetHolder,
    AssetPlace,
    AssetQuerySet,
    Disclosure,
    Holder,
    Place,
)
from madoguchi.company.assets.people import labels_of
from madoguchi.company.assets.words import Alert, Origin
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault.looks import Seen, see
from madoguchi.foundation.vault.opened import open_keyring

READ_REASONS = "assets.read_reasons"
PAGE = 20
ITEMS = (Alert.PAST, Alert.UNKNOWN)
MIXED: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    Alert.PLACE: (AssetPlace, "place", ("place__kind",)),
    Alert.HOLDER: (AssetHolder, "holder", ()),
}


@dataclass(frozen=True)
class Shown:
    """承知の見え方 — of what, where that stands ("" for what has no page), the reason for who may open it."""

    row: Acceptance
    name: str
    url: str
    reason: Seen | None
    deeds: list[Deed]


def accepted(room: Organisation, day: date) -> contamination.Accepted:
    """承知しているもの — by alert, as long as their day has not passed and nothing they rest on has changed."""
    rows = Acceptance.objects.filter(organisation=room, until_date__gte=day)
    said: dict[str, dict[int, str]] = defaultdict(dict)
    for alert, subject, print_ in rows.values_list("alert", "subject", "rests_on"):
        said[alert][subject] = print_
    return {alert: _unchanged(room, alert, prints, day) for alert, prints in said.items()}


def rests_on(room: Organisation, alert: str, subjects: Collection[int], day: date) -> dict[int, str]:
    """拠りどころ — a fingerprint for each of the subjects that the check finds today."""
    rows = Asset.objects.listed().filter(organisation=room)
    told: dict[int, list[Any]] = defaultdict(list)
    for subject, *facts in _facts(rows, alert, subjects, day):
        told[subject].append([str(one) for one in facts])
    return {subject: sha256(repr(sorted(facts)).encode()).hexdigest() for subject, facts in told.items()}


def _unchanged(room: Organisation, alert: str, said: dict[int, str], day: date) -> set[int]:
    now = rests_on(room, alert, said, day)
    return {subject for subject, print_ in said.items() if now.get(subject) == print_}


def _facts(rows: AssetQuerySet, alert: str, subjects: Collection[int], day: date) -> Iterable[tuple[Any, ...]]:
    """Own items come and go: what mixes with them counts, of whom it is, and where."""
    if alert in MIXED:
        return _mixed_facts(rows, alert, subjects, day)
    found: dict[str, Any] = {
        Alert.PAST: contamination.past(rows, day).values_list(
            "pk", "agreement", "agreement__counterparty", "agreement__until_date"
        ),
        Alert.UNKNOWN: contamination.unknown(rows).values_list("pk", "folded"),
        Alert.UNCOVERED: contamination.uncovered(rows).values_list("pk", "asset", "counterparty", "given_date"),
    }
    facts: Iterable[tuple[Any, ...]] = found[alert].filter(pk__in=subjects)
    return facts


def _mixed_facts(rows: AssetQuerySet, alert: str, subjects: Collection[int], day: date) -> Iterable[tuple[Any, ...]]:
    model, where, more = MIXED[alert]
    links = model.objects.filter(**{f"{where}__in": subjects})
    mixed = set(contamination.about(rows.filter(pk__in=links.values("asset")), alert, day))
    others = links.filter(asset__in=rows.filter(origin=Origin.ENTRUSTED)).order_by()
    facts = others.values_list(where, *more, "asset", "asset__agreement__counterparty")
    return (one for one in facts if one[0] in mixed)


def listed(
    room: Organisation, rows: AssetQuerySet, day: date, *, left: contamination.Accepted, actor: Any, after: str = ""
) -> Page[Acceptance]:
    """承知しているものの一覧 — newest first, of what the actor's own `rows` show; one page."""
    known = Q(pk__in=[])
    for alert, subjects in left.items():
        seen = set(contamination.about(rows, alert, day)) & set(subjects)
        known |= Q(alert=alert, subject__in=seen)
    found = Acceptance.objects.visible_to(actor).filter(known, organisation=room).select_related("accepted_by")
    return page_by_key(found, keys=("-accepted_at", "alert", "subject"), after=after, size=PAGE)


def shown(rows: Iterable[Acceptance], *, actor: Any) -> list[Shown]:
    found = list(rows)
    names = _names(found)
    return [Shown(one, *names[one.alert, one.subject], *_of(one, actor)) for one in found]


def lapsed(room: Organisation, groups: Iterable[Group], *, actor: Any) -> dict[tuple[str, int], Acceptance]:
    """前に承知したもの — that the check tells again: their day has passed, or what they rested on has changed."""
    told = {(one.alert.value, one.subject.pk) for group in groups for one in group.findings}
    rows = Acceptance.objects.visible_to(actor).filter(organisation=room, subject__in={pk for _alert, pk in told})
    known = {(row.alert, row.subject): row for row in rows.select_related("accepted_by")}
    return {key: row for key, row in known.items() if key in told}


def name_in(room: Organisation, alert: str, subject: int, day: date) -> str:
    """見つかったところの呼び名 — by its id; "" for what the check does not find in this room."""
    if not rests_on(room, alert, [subject], day):
        return ""
    return _names([Acceptance(alert=alert, subject=subject)])[alert, subject][0]


def name_of(finding: Finding, labels: dict[int, str]) -> str:
    """見つかったところの呼び名 — of a place or a holder; "" where the item beside it says it all."""
    if finding.alert is Alert.PLACE:
        return _placed(finding.subject)
    return labels[finding.subject.pk] if finding.alert is Alert.HOLDER else ""


def _of(row: Acceptance, actor: Any) -> tuple[Seen | None, list[Deed]]:
    may = access.ACCEPT.admits(actor, within=row.organisation_id)
    return (see(row, open_keyring(actor)) if may else None), access.acceptance_deeds(actor, row)


def _names(rows: list[Acceptance]) -> dict[tuple[str, int], tuple[str, str]]:
    """What each is about, and its address: one statement for each sort of it."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        wanted[Alert.PAST if row.alert in ITEMS else row.alert].append(row.subject)
    places = Place.objects.in_bulk(wanted[Alert.PLACE])
    labels = labels_of(Holder.objects.select_related("person").filter(pk__in=wanted[Alert.HOLDER]))
    items = Asset.objects.in_bulk(wanted[Alert.PAST])
    given = Disclosure.objects.select_related("asset", "counterparty").in_bulk(wanted[Alert.UNCOVERED])
    found = {(Alert.PLACE.value, pk): (_placed(one), "") for pk, one in places.items()}
    found |= {(Alert.HOLDER.value, pk): (label, "") for pk, label in labels.items()}
    found |= {(alert.value, pk): (one.title, one.get_absolute_url()) for alert in ITEMS for pk, one in items.items()}
    found |= {(Alert.UNCOVERED.value, pk): (_handed(one), one.asset.get_absolute_url()) for pk, one in given.items()}
    return found


def _placed(place: Place) -> str:
    return f"{place.get_kind_display()}：{place.name}"


def _handed(one: Disclosure) -> str:
    return f"{one.asset.title} → {one.counterparty.name}"
