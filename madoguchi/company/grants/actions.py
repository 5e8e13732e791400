"""Showing parts of a company's room to somebody at a desk, and showing them no longer."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.grants import access
from madoguchi.company.grants.models import Grant, Part
from madoguchi.company.grants.queries import person_of_a_desk
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal

LONGEST = timedelta(days=365)
USUAL = timedelta(days=183)


class NobodyThere(Refusal):
    """見つからない — one sentence, whoever the address belongs to."""

    field = "email"

    def __init__(self) -> None:
        super().__init__(
            _("このメールアドレスの担当者は、窓口にいません。名刺などで確かめて、もう一度入力してください。")
        )


class NotThatDay(Refusal):
    """期間の外 — from today, for a year at most."""

    field = "until_date"

    def __init__(self) -> None:
        super().__init__(_("終了日は、今日から1年以内の日にしてください。"))


@transaction.atomic
def grant(
    *, organisation: Organisation, email: str, parts: Collection[str], until_date: date, by: Person, at: datetime
) -> list[Grant]:
    """支援の同意をする — shows parts to one person of a desk from today; what they were shown before is replaced.

    One audit line a part. Raises NobodyThere, NotThatDay.
    """
    access.GRANT.require(by, within=organisation.pk)
    room = Organisation.objects.run_by(by).select_for_update(of=("self",)).get(pk=organisation.pk)
    today, shown = day_of(at), [part for part in Part.values if part in parts]
    if not shown:
        raise Refusal(_("見せるところを一つ以上選んでください。"))
    if not today <= until_date <= today + LONGEST:
        raise NotThatDay
    person = person_of_a_desk(email, on=today)
    if person is None:
        raise NobodyThere
    room.grants.filter(person=person, part__in=shown, revoked_at=None).update(revoked_at=at, revoked_by=by)
    dates = {"from_date": today, "until_date": until_date}
    given = {"organisation": room, "person": person, "granted_by": by, "granted_at": at, **dates}
    made = [Grant.objects.create(part=part, **given) for part in shown]
    for one in made:
        diary.record("grants.grant", one, by=by, at=at)
    return made


@transaction.atomic
def revoke(*, grant: Grant, by: Person, at: datetime) -> Grant:
    """支援の同意を取り消す — at once: the next page of whoever was shown it is out of sight."""
    access.GRANT.require(by)
    row = Grant.objects.given_by(by).select_for_update(of=("self",)).get(pk=grant.pk)
    if row.is_over(day_of(at)):
        raise Refusal(_("これは、もう見せていません。"))
    row.revoked_at, row.revoked_by = at, by
    row.save(update_fields=["revoked_at", "revoked_by"])
    diary.record("grants.revoke", row, by=by, at=at)
    return row
