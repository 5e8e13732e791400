"""訪問の予約 — the room of appointments is told which of them are visits: they are changed on a visit's own page."""

from collections.abc import Collection

from django.urls import reverse

from madoguchi.desk.appointments.steps import Kept, keepers
from madoguchi.desk.engagements.models import Visit


def visits(appointments: Collection[int]) -> dict[int, Kept]:
    found = Visit.objects.filter(appointment__in=appointments)
    facts = ("appointment", "pk", "engagement__consultation__number", "travel_minutes")
    return {
        appointment: Kept(reverse("engagements:visit", args=[number, pk]), minutes or 0)
        for appointment, pk, number, minutes in found.values_list(*facts)
    }


keepers.append(visits)
