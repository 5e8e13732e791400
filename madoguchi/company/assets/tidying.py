"""整える — places, departments and counterparties get another name, become one, or go where nothing stands there.

Whoever registers holds the room, and whoever corrects an item holds the diary of the room since looking at it: both
are waited for, in this order, before anything is read.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from madoguchi.company.agreements.actions import held_room, join_counterparties
from madoguchi.company.agreements.models import Named
from madoguchi.company.assets import access
from madoguchi.company.assets.actions import BATCH
from madoguchi.company.assets.models import Asset, AssetChange, AssetPlace, Disclosure, NameChange, Place
from madoguchi.company.assets.nouns import NOUNS, counted, label_of, to_cover
from madoguchi.company.assets.words import Sort
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal


class Taken(Refusal):
    """ふさがっている名前."""

    field = "name"


@transaction.atomic
def rename(*, sort: Sort, row: Named, name: str, kind: str = "", by: Person, at: datetime) -> None:
    """名前を変える — everywhere at once, as items point at it; of a place its kind, too. Raises Taken.

    The name before leads there, as after a merge.
    """
    (held,) = _held("rename", sort, row, by=by, at=at)
    said, before = {"name": name, "folded": NOUNS[sort].fold(name) or name}, label_of(held)
    if sort is Sort.PLACE:
        said["kind"] = kind or held.kind
    if all(getattr(held, field) == value for field, value in said.items()):
        raise Taken(_("いまの名前と同じです。"))
    was = {field: getattr(held, field) for field in said}
    _make_way(held, said)
    for field, value in said.items():
        setattr(held, field, value)
    held.save(update_fields=list(said))
    if any(was[field] != value for field, value in said.items() if field != "name"):
        type(held).objects.create(organisation=held.organisation, merged_into=held, **was)
    _noted("rename", sort, held, before, label_of(held), by=by, at=at)


@transaction.atomic
def merge(*, sort: Sort, gone: Named, kept: Named, by: Person, at: datetime) -> None:
    """まとめる — all that stood at `gone` stands at `kept`, and its name leads there from now on.

    Each item and agreement that moved has a line in its history. Raises Refusal where one was merged meanwhile.
    """
    if gone.pk == kept.pk:
        raise Refusal(_("同じものどうしは、まとめられません。"))
    kept, gone = _held("merge", sort, kept, gone, by=by, at=at)
    moved = _MOVES[sort](kept, gone, by, at)
    told = [["places" if sort is Sort.PLACE else sort.value, *_told(kept, gone)]]
    AssetChange.objects.bulk_create(
        (AssetChange(asset_id=pk, at=at, by=by, deed="merge", changes=told) for pk in sorted(moved)), batch_size=BATCH
    )
    Asset.objects.filter(pk__in=moved).update(version=F("version") + 1)
    type(gone).objects.filter(Q(pk=gone.pk) | Q(merged_into=gone)).update(merged_into=kept)
    _noted("merge", sort, kept, *_told(kept, gone), by=by, at=at)


@transaction.atomic
def drop(*, sort: Sort, row: Named, by: Person, at: datetime) -> None:
    """消す — where nothing stands any more. Raises Refusal where something does."""
    (held,) = _held("drop", sort, row, by=by, at=at)
    if counted(sort, [held.pk])[held.pk].is_used:
        raise Refusal(
            _(
                "まだ情報や契約、渡した記録があるので消せません。ほかのものとまとめるか、先にそちらを書き直してください。"
            )
        )
    _noted("drop", sort, held, label_of(held), "", by=by, at=at)
    held.delete()


@transaction.atomic
def forget(*, sort: Sort, row: Named, by: Person, at: datetime) -> None:
    """別の呼び名を外す — what is called so from now on is another one; what was merged stays where it is."""
    (held,) = _held("forget", sort, row, by=by, at=at, is_merged=True)
    _noted("forget", sort, held, label_of(held), "", by=by, at=at)
    held.delete()


def _held(deed: str, sort: Sort, *rows: Named, by: Person, at: datetime, is_merged: bool = False) -> list[Any]:
    """The rows as they are now, in the order asked, held in that of their ids; with the line in the diary."""
    first = rows[0]
    access.TIDY.require(by, within=first.organisation_id)
    room = held_room(first.organisation_id)
    diary.record(f"assets.{deed}", first, by=by, at=at)
    here = NOUNS[sort].model.objects.visible_to(by).filter(organisation=room, pk__in=[row.pk for row in rows])
    found = {row.pk: row for row in here.select_for_update(of=("self",), no_key=True).order_by("pk")}
    if len(found) < len(rows) or any((one.merged_into_id is not None) is not is_merged for one in found.values()):
        raise Refusal(_("ほかの人が先に、まとめるか消すかしました。一覧から選び直してください。"))
    return [found[row.pk] for row in rows]


def _make_way(held: Any, said: dict[str, str]) -> None:
    """Nobody else has the name, unless as another name of the same."""
    same = {field: value for field, value in said.items() if field != "name"}
    other = type(held).objects.filter(organisation=held.organisation_id, **same).exclude(pk=held.pk).first()
    if other is None:
        return
    if other.merged_into_id == held.pk:
        other.delete()
        return
    if other.merged_into_id:
        words = {"name": other.name, "kept": other.merged_into.name}
        raise Taken(_("「%(name)s」は、「%(kept)s」の別の呼び名です。先に、その呼び名を外してください。") % words)
    raise Taken(
        _("「%(name)s」は、もうあります。一つにするときは「ほかとまとめる」を使ってください。") % {"name": other.name}
    )


def _move_places(kept: Any, gone: Any, by: Person, at: datetime) -> Iterable[int]:
    links = AssetPlace.objects.filter(place=gone)
    moved = set(links.values_list("asset", flat=True))
    links.filter(asset__in=AssetPlace.objects.filter(place=kept).values("asset")).delete()
    links.update(place=kept)
    return moved


def _move_departments(kept: Any, gone: Any, by: Person, at: datetime) -> Iterable[int]:
    items = Asset.objects.filter(department=gone)
    moved = set(items.values_list("pk", flat=True))
    items.update(department=kept)
    return moved


def _move_partners(kept: Any, gone: Any, by: Person, at: datetime) -> Iterable[int]:
    """What was handed out to one is covered by an agreement that was in force with the other."""
    covered = list(to_cover(kept, gone).values_list("pk", "under"))
    join_counterparties(kept=kept, gone=gone, by=by, at=at)
    given = Disclosure.objects.filter(counterparty=gone)
    moved = set(given.values_list("asset", flat=True))
    given.update(counterparty=kept)
    for agreement in {under for _pk, under in covered}:
        of_it = [pk for pk, under in covered if under == agreement]
        Disclosure.objects.filter(pk__in=of_it).update(agreement=agreement)
    return moved


_MOVES = {Sort.PLACE: _move_places, Sort.DEPARTMENT: _move_departments, Sort.PARTNER: _move_partners}


def _told(kept: Any, gone: Any) -> tuple[str, str]:
    """Both names, as they tell the two apart."""
    if isinstance(gone, Place) and gone.kind != kept.kind:
        return label_of(gone), label_of(kept)
    return gone.name, kept.name


def _noted(deed: str, sort: Sort, row: Any, old: str, new: str, *, by: Person, at: datetime) -> None:
    facts = {"organisation_id": row.organisation_id, "sort": sort.value, "deed": deed, "by": by, "at": at}
    NameChange.objects.create(changes=[[sort.value, old, new]], **facts)
