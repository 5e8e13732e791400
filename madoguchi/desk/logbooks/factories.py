"""Logbooks that were taken in — for tests."""

from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.models import Fate, Logbook, Step, TakenRow
from madoguchi.foundation.accounts.models import Organisation, Person


def logbook(*, office: Organisation, by: Person | None = None, step: str = Step.DONE) -> Logbook:
    """Without a row."""
    arrival = companies.arrival(office=office, is_shown=step == Step.DONE)
    now = timezone.now()
    return Logbook.objects.create(
        office=office, arrival=arrival, label="架空の記録簿", step=step, begun_at=now, begun_by=by
    )


def rival(logbook: Logbook, *, number: str = "S-1") -> TakenRow:
    """A row in conflict that nobody has settled; its cells were sealed for nobody."""
    now = timezone.now()
    entry = Entry(number=number, received_at=now, closed_date=now.date())
    return TakenRow.objects.create(
        logbook=logbook, office=logbook.office, place="4月!5", number=number, fate=Fate.CONFLICT, entry=entry.as_json()
    )
