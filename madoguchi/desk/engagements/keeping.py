"""訪問の予約 — the room of appointments is told which of them are visits: they are changed on a visit's own page."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.desk.appointments.steps import Kept, keepers
from madoguchi.desk.engagements.models import Visit
from madoguchi.foundation.access.deeds import Deed


def visits(appointments: Collection[int]) -> dict[int, Kept]:
    found = Visit.objects.filter(appointment__in=appointments)
    facts = ("appointment", "pk", "engagement__consultation__number", "travel_minutes")
    return {
        appointment: Kept(_page(number, pk), minutes or 0)
        for appointment, pk, number, minutes in found.values_list(*facts)
    }


def _page(number: str, visit: int) -> Deed:
    return Deed("visit", _("訪問を見る"), reverse("engagements:visit", args=[number, visit]))


keepers.append(visits)
