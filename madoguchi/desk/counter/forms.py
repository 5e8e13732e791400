"""Shape of a hand-over: one successor for everything; beside each case another one, if wanted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.counter.queries import HeldCase
from madoguchi.foundation.accounts.models import Person


class HandOverForm(forms.Form):
    def __init__(self, *args: Any, people: Iterable[Person], cases: list[HeldCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.cases = {str(person.pk): person for person in people}, cases
        names = [(pk, person.name) for pk, person in self.people.items()]
        choose = forms.TypedChoiceField
        self.fields["successor"] = choose(
            label=_("引き継ぐ相手"), choices=[("", _("選んでください")), *names], coerce=self.people.get
        )
        for one in cases:
            label = _("%(number)s だけ別の人に") % {"number": one.case.number}
            self.fields[_field(one)] = choose(
                label=label,
                choices=[("", _("上と同じ")), *names],
                coerce=self.people.get,
                required=False,
                empty_value=None,
            )

    def instead(self) -> dict[int, Person]:
        """Who takes a case instead of the successor of all: case id → person."""
        chosen = {one.case.pk: self.cleaned_data[_field(one)] for one in self.cases}
        return {pk: person for pk, person in chosen.items() if person}

    def rows(self) -> list[tuple[HeldCase, forms.BoundField]]:
        return [(one, self[_field(one)]) for one in self.cases]


def _field(one: HeldCase) -> str:
    return f"case-{one.case.pk}"
