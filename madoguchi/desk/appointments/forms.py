"""Shape of a booking: one day, from and until, where, and who attends."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.appointments.models import Appointment, Place
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.core.calendar import TOKYO, in_tokyo
from madoguchi.foundation.core.widgets import ClockInput, DayInput


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """出席者 — only who is offered; what no database could hold as a number is nobody."""

    def clean(self, value: Any) -> Any:
        offered = {str(pk) for pk in self.queryset.values_list("pk", flat=True)} if self.queryset else set()
        for one in value or ():
            if str(one) not in offered:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": one})
        return super().clean(value)


class BookForm(forms.Form):
    date = forms.DateField(label=_("日付"), widget=DayInput())
    starts = forms.TimeField(label=_("開始時刻"), widget=ClockInput())
    ends = forms.TimeField(label=_("終了時刻"), widget=ClockInput())
    place = forms.ChoiceField(label=_("場所"), choices=Place.choices, widget=forms.RadioSelect, initial=Place.OFFICE)
    people = PeopleField(
        label=_("出席者（窓口側）"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    outside_hours = forms.BooleanField(label=_("営業時間外でも予約する"), required=False)

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    @property
    def when(self) -> list[forms.BoundField]:
        return [self[name] for name in ("date", "starts", "ends")]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("outside_hours", "place", "people")]

    def booking(self) -> dict[str, Any]:
        """The keyword arguments of `book` and `change`."""
        typed = self.cleaned_data
        return {
            "starts_at": datetime.combine(typed["date"], typed["starts"], TOKYO),
            "ends_at": datetime.combine(typed["date"], typed["ends"], TOKYO),
            "place": typed["place"],
            "people": list(typed["people"]),
            "outside_hours": typed["outside_hours"],
        }


def typed_before(appointment: Appointment) -> dict[str, Any]:
    starts, ends = in_tokyo(appointment.starts_at), in_tokyo(appointment.ends_at)
    return {
        "date": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "place": appointment.place,
        "people": [attendee.person_id for attendee in appointment.attendees.all()],
    }
