"""Grants for tests and the demo."""

from datetime import timedelta

from django.utils import timezone

from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.accounts.models import Organisation, Person


def grant(
    organisation: Organisation, person: Person, part: str = Part.REGISTER, *, by: Person, days: int = 90
) -> Grant:
    """In force from today."""
    now = timezone.now()
    today = timezone.localdate(now)
    return Grant.objects.create(
        organisation=organisation,
        person=person,
        part=part,
        from_date=today,
        until_date=today + timedelta(days=days),
        granted_at=now,
        granted_by=by,
    )
