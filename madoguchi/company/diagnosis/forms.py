"""Shape of what is answered. What it means is decided in actions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.actions import Said
from madoguchi.company.diagnosis.models import Answer
from madoguchi.company.diagnosis.queries import words_of
from madoguchi.company.diagnosis.words import Question, Reason, Value
from madoguchi.foundation.access.versions import Difference
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.vault.looks import Look, Seen

OUTSIDE = "na"
MOST_LETTERS = 500


class BeginForm(forms.Form):
    """始める — the company is asked for only where a person runs several."""

    organisation = forms.ModelChoiceField(label=_("企業"), queryset=Organisation.objects.none())
    label = forms.CharField(
        label=_("対象の部署"),
        max_length=40,
        required=False,
        help_text=_("会社全体で答えるときは空欄のままにします。一つの部署から始めるときだけ、部署の名前を書きます。"),
    )

    def __init__(self, *args: Any, organisations: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Organisation.objects.filter(pk__in=list(organisations)).order_by("name", "pk")
        if len(self.own) == 1:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = self.own  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        return {
            "organisation": self.cleaned_data.get("organisation") or self.own[0],
            "label": self.cleaned_data["label"],
        }


@dataclass(frozen=True)
class Asked:
    """一問 — a question with its fields; `proposal`: the answer stands there from last time and is not saved yet."""

    number: int
    question: Question
    value: Any
    reason: Any
    note: Any
    seen: Any
    is_sealed: bool
    is_proposal: bool


class AnswersForm(forms.Form):
    """一まとまりの回答 — for each question what is answered, why not, a note, and the version that was read.

    `notes` None: the reader may not have notes. A note that does not open now is left as it is.
    """

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question],
        answers: Mapping[str, Answer],
        proposed: Mapping[str, Answer],
        notes: Mapping[str, Seen] | None,
        old_notes: Mapping[str, Seen],
        first: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.answers, self.proposed, self.first = list(questions), answers, proposed, first
        self.notes, self.old_notes = notes, old_notes
        for one in self.questions:
            self._ask(one)

    def asked(self) -> list[Asked]:
        return [self._asked(number, one) for number, one in enumerate(self.questions, start=self.first)]

    @property
    def has_closed_notes(self) -> bool:
        """Would opening one's keys show more?"""
        notes = [*(self.notes or {}).values(), *self.old_notes.values()]
        return any(note.look is Look.CLOSED for note in notes)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.questions:
            self._check(one.code, typed)
        return typed

    def said(self) -> list[Said]:
        """What was answered; a question left open says nothing."""
        return [self._said(one.code) for one in self.questions if self.cleaned_data[one.code]]

    def beside(self, held: Mapping[str, Answer], codes: frozenset[str]) -> list[Difference]:
        """見比べる — what was chosen beside what somebody else saved."""
        return [
            Difference(str(one.text), self._shown(self._said(one.code)), words_of(held[one.code]), True)
            for one in self.questions
            if one.code in codes
        ]

    def overwriting(self, held: Mapping[str, Answer]) -> None:
        """Sending the form again knowingly replaces what the other person saved."""
        typed: Any = self.data
        self.data = typed.copy()
        for code, answer in held.items():
            if f"{code}_seen" in self.fields:
                self.data[f"{code}_seen"] = str(answer.version)  # type: ignore[index]

    def _ask(self, one: Question) -> None:
        held = self.answers.get(one.code)
        shown = held or self.proposed.get(one.code)
        choices = [*((str(value), label) for value, label in Value.choices[::-1]), (OUTSIDE, _("当てはまらない"))]
        self.fields[one.code] = forms.ChoiceField(
            label=one.text, choices=choices, widget=forms.RadioSelect, required=False, initial=_chosen(shown)
        )
        self.fields[f"{one.code}_reason"] = forms.ChoiceField(
            label=_("当てはまらない理由"),
            choices=[("", _("選んでください")), *Reason.choices],
            required=False,
            initial=shown.reason if shown else "",
        )
        if self.notes is not None and not self._is_sealed(one.code):
            self.fields[f"{one.code}_note"] = forms.CharField(
                label=_("証拠のメモ"),
                max_length=MOST_LETTERS,
                required=False,
                initial=self._note(one.code, held),
                widget=forms.Textarea({"rows": 2}),
            )
        seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
        seen.initial = held.version if held else 0
        self.fields[f"{one.code}_seen"] = seen

    def _is_sealed(self, code: str) -> bool:
        note = (self.notes or {}).get(code)
        return note is not None and note.look is not Look.OPEN

    def _note(self, code: str, held: Answer | None) -> str:
        notes = (self.notes or {}) if held else self.old_notes
        return notes[code].texts["text"] if code in notes else ""

    def _asked(self, number: int, one: Question) -> Asked:
        note = f"{one.code}_note"
        return Asked(
            number=number,
            question=one,
            value=self[one.code],
            reason=self[f"{one.code}_reason"],
            note=self[note] if note in self.fields else None,
            seen=self[f"{one.code}_seen"],
            is_sealed=self._is_sealed(one.code),
            is_proposal=one.code in self.proposed and one.code not in self.answers and not self.is_bound,
        )

    def _check(self, code: str, typed: dict[str, Any]) -> None:
        if typed.get(code) == OUTSIDE and not typed.get(f"{code}_reason"):
            self.add_error(f"{code}_reason", _g("当てはまらない理由を選んでください。"))
        if typed.get(f"{code}_note") and not typed.get(code) and code not in self.errors:
            self.add_error(code, _g("メモを残すには、回答を選んでください。"))

    def _said(self, code: str) -> Said:
        typed = self.cleaned_data
        is_outside = typed[code] == OUTSIDE
        return Said(
            question=code,
            value=None if is_outside else int(typed[code]),
            reason=typed[f"{code}_reason"] if is_outside else "",
            note=self._new_note(code),
            seen=typed.get(f"{code}_seen") or 0,
        )

    def _new_note(self, code: str) -> str | None:
        """None where it stands as it stood; what is taken over from last time is new."""
        note = f"{code}_note"
        if note not in self.fields:
            return None
        typed: str = self.cleaned_data[note].strip()
        held = (self.notes or {}).get(code)
        return None if typed == (held.texts["text"] if held else "") else typed

    def _shown(self, said: Said) -> str:
        words = Reason(said.reason).label if said.value is None else Value(said.value).label
        return f"{words} {said.note}" if said.note else str(words)


def _chosen(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return OUTSIDE if answer.value is None else str(answer.value)
