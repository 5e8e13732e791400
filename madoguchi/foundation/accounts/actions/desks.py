"""The desk's description."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.accounts import access
from madoguchi.foundation.accounts.models import ClosedDay, DeskProfile, Organisation, Person
from madoguchi.foundation.accounts.queries import profile_of
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def introduce_desk(*, office: Organisation, by: Person, at: datetime) -> DeskProfile:
    """窓口案内を作る — with the hours of the centre, to be corrected."""
    access.DESK.require(by, within=office.pk)
    if DeskProfile.objects.filter(office=office).exists():
        raise Refusal(_("この窓口の案内はすでにあります。"))
    model = profile_of() or DeskProfile()
    hours = {name: getattr(model, name) for name in ("opens_at", "closes_at", "reception_until", "is_free")}
    row = DeskProfile.objects.create(office=office, name=office.name[:100], **hours)
    diary.record("accounts.introduce_desk", row, by=by, at=at)
    return row


@transaction.atomic
def describe_desk(*, profile: DeskProfile, changes: dict[str, Any], by: Person, at: datetime) -> DeskProfile:
    """窓口案内を直す — name, telephone, mail, hours, free of charge."""
    row = _own_desk(profile, by)
    for name, value in changes.items():
        setattr(row, name, value)
    if not row.opens_at < row.reception_until <= row.closes_at:
        raise Refusal(_("開始、受付終了、終了の順に時刻を入力してください。"))
    row.save(update_fields=list(changes))
    diary.record("accounts.describe_desk", row, by=by, at=at)
    return row


@transaction.atomic
def close_day(*, profile: DeskProfile, day: date, reason: str = "", by: Person, at: datetime) -> ClosedDay:
    """休業日を加える."""
    row = _own_desk(profile, by)
    if row.closed_days.filter(date=day).exists():
        raise Refusal(_("この日はすでに休業日です。"))
    made = ClosedDay.objects.create(profile=row, date=day, reason=reason)
    diary.record("accounts.close_day", row, by=by, at=at)
    return made


@transaction.atomic
def open_day(*, profile: DeskProfile, day: date, by: Person, at: datetime) -> None:
    """休業日を取り消す."""
    row = _own_desk(profile, by)
    gone, _by_model = row.closed_days.filter(date=day).delete()
    if not gone:
        raise Refusal(_("この日は休業日ではありません。"))
    diary.record("accounts.open_day", row, by=by, at=at)


def _own_desk(profile: DeskProfile, by: Person) -> DeskProfile:
    access.DESK.require(by)
    return DeskProfile.objects.written_by(by).select_for_update(of=("self",)).get(pk=profile.pk)
