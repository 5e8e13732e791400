"""統合 — two records of one company become one, and apart again as a whole if that was wrong.

Rows of rooms above move first: an action there holds its rows and then asks for ours. The companies themselves are
held from the beginning and written last, as a new 法人番号 would make whoever points at them wait.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.company.companies import access, twins
from madoguchi.company.companies.alike import spell
from madoguchi.company.companies.following import Following, following, rejoined, renamed, require_all_follow
from madoguchi.company.companies.models import Apart, Company, Merge
from madoguchi.foundation.accounts.models import Invitation, Membership, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.core.folding import company_core, fold_company

IDENTITY = ("name", "prefecture", "address", "corporate_number", "organisation_id")
WRITTEN = (
    "name",
    "prefecture",
    "address",
    "corporate_number",
    "organisation",
    "folded",
    "core",
    "merged_into",
    "version",
)
TAKEABLE = {"name": ("name",), "place": ("prefecture", "address")}


@transaction.atomic
def merge(
    *, kept: Company, gone: Company, takes: Collection[str] = (), seen: tuple[int, int], by: Person, at: datetime
) -> Merge:
    """統合する — `gone` goes into `kept`, which gets its 法人番号, and what `takes` names ("name", "place").

    `seen`: the versions of both that were compared. Raises Conflict when one was corrected since.
    """
    access.MERGE.require(by)
    require_all_follow()
    kept, gone = _held(kept, gone, by=by)
    if (kept.version, gone.version) != seen:
        raise Conflict(_("ほかの人が先に訂正しました。内容を見比べて、もう一度統合してください。"))
    _require_mergeable(kept, gone, at)
    before, gone_before = _identity(kept), _identity(gone)
    reasons = _reasons(gone) - _reasons(kept)
    moved = {one.name: _move(one, kept, gone) for one in reversed(following)}
    _rejoin(kept)
    _join(kept, gone, takes, at)
    done = Merge.objects.create(
        kept=kept,
        gone=gone,
        moved=moved,
        reasons=sorted(reasons),
        before=before,
        after=_identity(kept),
        gone_before=gone_before,
        merged_at=at,
        merged_by=by,
    )
    _tell("companies.merge", kept, gone, by=by, at=at)
    return done


@transaction.atomic
def undo_merge(*, merge: Merge, by: Person, at: datetime) -> Merge:
    """統合を元に戻す — as a whole: what is still where the merge put it goes back, what was changed since is let be.

    The last merge of a company is undone first.
    """
    access.MERGE.require(by)
    rows = _locked([merge.kept_id, merge.gone_id])
    kept, gone = rows[merge.kept_id], rows[merge.gone_id]
    done: Merge = Merge.objects.visible_to(by).select_for_update(of=("self",)).get(pk=merge.pk)
    done.kept, done.gone = kept, gone
    _require_last(done)
    done.left = [one.name for one in reversed(following) if not _move_back(one, done)]
    _rejoin(kept, gone)
    done.left += _part(done, kept, gone)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["left", "undone_at", "undone_by"])
    _tell("companies.undo_merge", kept, gone, by=by, at=at)
    return done


@transaction.atomic
def set_apart(*, one: Company, other: Company, by: Person, at: datetime) -> Apart:
    """別の企業とする — not proposed again until one of the two is corrected."""
    access.MERGE.require(by)
    first, second = sorted(_held(one, other, by=by), key=lambda row: row.pk)
    seen = {"first_version": first.version, "second_version": second.version}
    made, _new = Apart.objects.update_or_create(
        first=first, second=second, defaults=seen | {"set_at": at, "set_by": by}
    )
    _tell("companies.set_apart", first, second, by=by, at=at)
    return made


@transaction.atomic
def propose_again(*, apart: Apart, by: Person, at: datetime) -> None:
    """候補に戻す — they may be one company after all."""
    access.MERGE.require(by)
    row = Apart.objects.visible_to(by).select_for_update(of=("self",)).get(pk=apart.pk)
    _tell("companies.propose_again", row.first, row.second, by=by, at=at)
    row.delete()


def held(company: Company) -> Company:
    """据え置く — the company as it is now, not to be merged until the transaction ends; or the one it went into."""
    return hold([company])[company.pk]


def hold(companies: Iterable[Company]) -> dict[int, Company]:
    """据え置く — each by its id."""
    rows = _locked(company.pk for company in companies)
    onward = _locked(row.merged_into_id for row in rows.values() if row.merged_into_id)
    return {pk: onward.get(row.merged_into_id or pk, row) for pk, row in rows.items()}


def _locked(ids: Iterable[int]) -> dict[int, Company]:
    """By id, so that two who merge at once don't wait in a ring."""
    wanted = set(ids)
    rows = Company.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows} if wanted else {}


def _held(one: Company, other: Company, *, by: Person) -> tuple[Company, Company]:
    """Both as they are now; refused where they are not to be compared (any more)."""
    rows = _locked([one.pk, other.pk])
    first, second = rows[one.pk], rows[other.pk]
    if first.merged_into_id or second.merged_into_id:
        raise Refusal(_("どちらかの企業は、すでに統合されています。一覧から選び直してください。"))
    if twins.likeness_of(first.pk, second.pk, actor=by) is None:
        raise Refusal(_("この二つは、いまは統合の候補ではありません。一覧から選び直してください。"))
    return first, second


def _require_mergeable(kept: Company, gone: Company, at: datetime) -> None:
    if kept.corporate_number and gone.corporate_number:
        raise Refusal(_("法人番号が二つあるので、別の企業です。番号が間違っているときは、先に訂正してください。"))
    if _has_people(kept, at) and _has_people(gone, at):
        raise Refusal(
            _(
                "どちらの企業にも、この仕組みを使っている社員がいます。"
                "一方の社員の所属を終了してから、もう一度統合してください。"
            )
        )


def _has_people(company: Company, at: datetime) -> bool:
    """Whoever belongs to it, is to, or is invited."""
    room = company.organisation_id
    belonging = Membership.objects.not_over(day_of(at)).filter(organisation=room)
    invited = Invitation.objects.open_at(at).filter(organisation=room)
    return bool(room) and (belonging.exists() or invited.exists())


def _tell(deed: str, *companies: Company, by: Person, at: datetime) -> None:
    """A line in the stream of each, in one order for all writers."""
    for row in sorted(companies, key=lambda company: company.pk):
        diary.record(deed, row, by=by, at=at)


def _require_last(done: Merge) -> None:
    if done.undone_at:
        raise Refusal(_("この統合は、すでに元に戻されています。"))
    if not done.is_last:
        raise Refusal(_("この企業には、あとから行った統合があります。先にそれを元に戻してください。"))


# Rows


def _of(one: Following, company: Company) -> QuerySet[Any, Any]:
    return one.rows.filter(**{one.field: company})


def _reasons(company: Company) -> set[str]:
    told = [one for one in following if one.is_told]
    return {because for one in told for because in _of(one, company).values_list("because", flat=True)}


def _move(one: Following, kept: Company, gone: Company) -> list[Any]:
    """The ids of what moved. What the other company has already (`once`) stays behind, for the record."""
    rows = _of(one, gone)
    if one.once:
        rows = rows.exclude(Exists(_of(one, kept).filter(**{name: OuterRef(name) for name in one.once})))
    ids = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    one.rows.filter(pk__in=ids).update(**{one.field: kept})
    return [pk if isinstance(pk, int) else str(pk) for pk in ids]


def _move_back(one: Following, done: Merge) -> bool:
    """Goes back what is there still, and what came since through a reason that goes back; was all of it there?"""
    here, ids = _of(one, done.kept), done.moved.get(one.name, [])
    is_whole = here.filter(pk__in=ids).count() == len(ids)
    through = Q(because__in=done.reasons) if one.is_told else Q(pk__in=[])
    here.filter(Q(pk__in=ids) | through).update(**{one.field: done.gone})
    return is_whole or not one.label


def _rejoin(*companies: Company) -> None:
    for company in companies:
        for follow in rejoined:
            follow(company)


# The companies themselves


def _identity(company: Company) -> dict[str, Any]:
    return {name: getattr(company, name) for name in IDENTITY}


def _become(company: Company, identity: dict[str, Any]) -> None:
    for name, value in identity.items():
        setattr(company, name, value)
    company.folded, company.core = fold_company(company.name), company_core(company.name)


def _join(kept: Company, gone: Company, takes: Collection[str], at: datetime) -> None:
    """What is taken is exchanged: both names stay, and the one on `gone` goes on meaning `kept`."""
    ours, theirs = _identity(kept), _identity(gone)
    exchanged = {name for what in takes for name in TAKEABLE[what]}
    if gone.corporate_number:
        exchanged.add("corporate_number")
    if kept.organisation_id is None or _has_people(gone, at):
        exchanged.add("organisation_id")
    _become(kept, {name: theirs[name] for name in exchanged})
    _become(gone, {name: ours[name] for name in exchanged})
    gone.merged_into = kept
    _write(kept, gone, before=ours)


def _part(done: Merge, kept: Company, gone: Company) -> list[str]:
    """Each as it was before; the fields of `kept` that were changed since stay, and are named."""
    now, number = _identity(kept), done.gone_before["corporate_number"]
    if number and Company.objects.filter(corporate_number=number).exclude(pk=kept.pk).exists():
        raise Refusal(_("戻す企業の法人番号は、別の企業に登録されています。先にその企業を確かめてください。"))
    replaced = {name for name in IDENTITY if done.before[name] != done.after[name]}
    changed = {name for name in replaced if now[name] != done.after[name]}
    _become(kept, {name: done.before[name] for name in replaced - changed})
    _become(gone, done.gone_before)
    gone.merged_into = None
    _write(kept, gone, before=now)
    for follow in renamed:
        follow(gone)
    return sorted(changed)


def _write(kept: Company, gone: Company, *, before: dict[str, Any]) -> None:
    """First `gone` lets go of what only one may have. The version grows, so that an old form overwrites nothing."""
    kept.version += _identity(kept) != before
    Company.objects.filter(pk=gone.pk).update(corporate_number=None, organisation=None)
    kept.save(update_fields=WRITTEN)
    gone.save(update_fields=WRITTEN)
    spell([kept, gone])
    for follow in renamed:
        follow(kept)
