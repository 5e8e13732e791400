"""Shape of what is typed about an engagement, its stages and its visits."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.todo.models import FOR_WHOM_LENGTH
from madoguchi.company.todo.models import TITLE_LENGTH as TASK_LENGTH
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations.words import ConsulterRole
from madoguchi.desk.engagements.models import (
    ASKS_LENGTH,
    DEPARTMENT_LENGTH,
    LONGEST_TRAVEL,
    PAPER_LENGTH,
    TITLE_LENGTH,
    Stage,
    StageTemplate,
    Visit,
)
from madoguchi.desk.engagements.words import (
    PAPER_HELP,
    Item,
    Paper,
    Readiness,
    Said,
    SkipWhy,
    StageKind,
    StageSaid,
    State,
    Subject,
    Why,
)
from madoguchi.foundation.core.calendar import TOKYO, in_tokyo
from madoguchi.foundation.core.widgets import ClockInput, DayInput

BLANK = ("", "―")
NOTHING_EARLIER: Mapping[str, str] = {}
MOST_ROWS = 20
SPARE_ROWS = 3
CHOOSABLE = [(kind.value, kind.label) for kind in (StageKind.WORK, StageKind.ROLL_OUT)]


class AnswersForm(forms.Form):
    """整備状況 — six subjects, five answers each; `earlier`: what was said of each before."""

    def __init__(self, *args: Any, earlier: Mapping[str, str] = NOTHING_EARLIER, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject in Subject:
            choices, told = [BLANK, *Readiness.choices], earlier.get(subject.value, "")
            self.fields[subject.value] = forms.ChoiceField(label=subject.label, choices=choices, help_text=told)

    def answers(self) -> dict[str, str]:
        return {subject.value: self.cleaned_data[subject.value] for subject in Subject}


class CorrectForm(AnswersForm):
    """答えの訂正 — begins with what is recorded; `seen`: how often it was corrected before."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def correction(self) -> dict[str, Any]:
        return {"answers": self.answers(), "seen": self.cleaned_data["seen"]}


class OpenForm(AnswersForm):
    """訪問支援を始める — the consent, and what the company has today."""

    consented_by = forms.ChoiceField(label=_("同意した人の立場"), choices=[BLANK, *ConsulterRole.choices])
    consent_date = forms.DateField(
        label=_("同意を得た日"),
        widget=DayInput(),
        help_text=_("訪問して支援すること、記録を残すことについて、企業の同意を得た日です。"),
    )

    @property
    def consent(self) -> list[forms.BoundField]:
        return [self[name] for name in ("consented_by", "consent_date")]

    @property
    def before(self) -> list[forms.BoundField]:
        return [self[subject.value] for subject in Subject]

    def opening(self) -> dict[str, Any]:
        typed = self.cleaned_data
        said = {"consented_by": typed["consented_by"], "consent_date": typed["consent_date"]}
        return said | {"answers": self.answers()}


class WhyForm(forms.Form):
    why = forms.ChoiceField(label=_("理由"), choices=Why.choices, widget=forms.RadioSelect)


class SkipForm(forms.Form):
    why = forms.ChoiceField(label=_("飛ばす理由"), choices=SkipWhy.choices, widget=forms.RadioSelect)


class StageForm(forms.Form):
    title = forms.CharField(label=_("段階の名前"), max_length=TITLE_LENGTH)
    asks = forms.CharField(
        label=_("この段階で尋ねること"),
        max_length=ASKS_LENGTH,
        required=False,
        help_text=_("営業秘密の内容そのものは書かないでください。"),
    )
    kind = forms.ChoiceField(
        label=_("段階の性質"), choices=CHOOSABLE, widget=forms.RadioSelect, initial=StageKind.WORK
    )


class MoveForm(forms.Form):
    position = forms.IntegerField(label=_("何番目にするか"), min_value=1, max_value=MOST_ROWS)


class RolloutForm(forms.Form):
    department = forms.CharField(
        label=_("部署"), max_length=DEPARTMENT_LENGTH, help_text=_("一つの部署から始めて、あとから加えられます。")
    )


class CloseForm(forms.Form):
    """自走の確認 — seven items, and the day of the next review."""

    review_date = forms.DateField(
        label=_("次の見直しの日"),
        widget=DayInput(),
        required=False,
        help_text=_("決まっているときに入力します。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in Item:
            self.fields[item.value] = forms.ChoiceField(
                label=item.label, choices=Said.choices, widget=forms.RadioSelect
            )
        self.order_fields([*(item.value for item in Item), "review_date"])

    def closing(self) -> dict[str, Any]:
        answers = {item.value: self.cleaned_data[item.value] for item in Item}
        return {"answers": answers, "review_date": self.cleaned_data["review_date"]}


class TravelField(forms.IntegerField):
    def __init__(self) -> None:
        super().__init__(label=_("移動時間（往復、分）"), min_value=0, max_value=LONGEST_TRAVEL, required=False)


class VisitForm(forms.Form):
    """訪問の予約 — `people`, `stages`: who may attend, and which stages there are."""

    date = forms.DateField(label=_("日付"), widget=DayInput())
    starts = forms.TimeField(label=_("開始時刻"), widget=ClockInput())
    ends = forms.TimeField(label=_("終了時刻"), widget=ClockInput())
    outside_hours = forms.BooleanField(label=_("営業時間外でも予約する"), required=False)
    place = forms.ChoiceField(label=_("場所"), choices=Place.choices, widget=forms.RadioSelect, initial=Place.COMPANY)
    people = forms.TypedMultipleChoiceField(
        label=_("出席者（窓口側）"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.TypedChoiceField(label=_("段階"), coerce=int, required=False, empty_value=None)
    travel_minutes = TravelField()

    def __init__(self, *args: Any, people: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {person.pk: person for person in people}
        self._stages = {stage.pk: stage for stage in stages}
        offered: dict[str, Any] = self.fields
        offered["people"].choices = [(pk, person.name) for pk, person in self._people.items()]
        offered["stage"].choices = [BLANK, *((pk, stage.title) for pk, stage in self._stages.items())]

    @property
    def when(self) -> list[forms.BoundField]:
        return [self[name] for name in ("date", "starts", "ends")]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("outside_hours", "place", "people", "stage", "travel_minutes")]

    def booking(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "starts_at": datetime.combine(typed["date"], typed["starts"], TOKYO),
            "ends_at": datetime.combine(typed["date"], typed["ends"], TOKYO),
            "place": typed["place"],
            "people": [self._people[pk] for pk in typed["people"]],
            "outside_hours": typed["outside_hours"],
            "travel_minutes": typed["travel_minutes"],
            "stage": self._stages.get(typed["stage"]),
        }


def as_booked(visit: Visit) -> dict[str, Any]:
    """What stands in the form of a change when it opens."""
    row = visit.appointment
    starts, ends = in_tokyo(row.starts_at), in_tokyo(row.ends_at)
    return {
        "date": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "place": row.place,
        "people": [one.person_id for one in row.attendees.all()],
        "stage": visit.stage_id,
        "travel_minutes": visit.travel_minutes,
    }


class HoldForm(forms.Form):
    travel_minutes = TravelField()


class InviteForm(forms.Form):
    person = forms.TypedChoiceField(label=_("招く専門家"), coerce=int)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {person.pk: person for person in people}
        field: Any = self.fields["person"]
        field.choices = [BLANK, *((pk, person.name) for pk, person in self._people.items())]

    def invitation(self) -> dict[str, Any]:
        return {"person": self._people[self.cleaned_data["person"]]}


class PaperForm(forms.Form):
    """訪問の書きもの — sealed."""

    text = forms.CharField(
        max_length=PAPER_LENGTH, widget=forms.Textarea(attrs={"rows": 14, "maxlength": PAPER_LENGTH})
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, kind: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sealed = _g("封をして保存します。担当と関係者だけが読めます。")
        self.fields["text"].label = kind.label
        self.fields["text"].help_text = f"{PAPER_HELP[kind]}{sealed}"


class HomeworkForm(forms.Form):
    title = forms.CharField(
        label=_("会社にしてもらうこと"),
        max_length=TASK_LENGTH,
        help_text=_("会社の「やること」に載り、会社の全員が読みます。秘密の内容や人の名前は書かないでください。"),
    )
    due_date = forms.DateField(label=_("期日"), widget=DayInput())
    for_whom = forms.CharField(
        label=_("だれがするか"),
        max_length=FOR_WHOM_LENGTH,
        required=False,
        help_text=_("部署や役割で書きます。例：総務、設計部の責任者"),
    )


class DayForm(forms.Form):
    due_date = forms.DateField(label=_("新しい期日"), widget=DayInput())


class FilterForm(forms.Form):
    """一覧の絞り込み — from the URL; what is no choice narrows nothing."""

    stage = forms.ChoiceField(label=_("いまの段階"), required=False)
    state = forms.ChoiceField(label=_("状態"), required=False)
    adviser = forms.ChoiceField(label=_("担当"), required=False)

    def __init__(self, *args: Any, titles: list[str], advisers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("すべて"))
        offered: dict[str, Any] = self.fields
        offered["stage"].choices = [every, *((title, title) for title in titles)]
        offered["state"].choices = [every, *((str(value), label) for value, label in State.choices)]
        offered["adviser"].choices = [every, *((str(person.pk), person.name) for person in advisers)]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        typed = self.cleaned_data
        numbers = {name: int(typed[name]) if typed.get(name) else None for name in ("state", "adviser")}
        return {"stage": typed.get("stage", ""), **numbers}


class TemplateForm(forms.Form):
    """ひな形 — one row a stage; a row without a title is left out."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, *args: Any, stages: list[StageSaid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(len(stages) + SPARE_ROWS, MOST_ROWS)
        for number in range(self.count):
            said = stages[number] if number < len(stages) else StageSaid("", "")
            self.fields |= _template_fields(number, said)

    def rows(self) -> Iterator[list[forms.BoundField]]:
        for number in range(self.count):
            yield [self[f"{name}_{number}"] for name in ("position", "title", "kind", "asks")]

    def stages(self) -> list[StageSaid]:
        typed = self.cleaned_data
        found = [
            (typed[f"position_{number}"] or MOST_ROWS, number)
            for number in range(self.count)
            if typed[f"title_{number}"]
        ]
        return [
            StageSaid(typed[f"title_{number}"], typed[f"asks_{number}"], _kind(typed[f"kind_{number}"]))
            for _position, number in sorted(found)
        ]


def _template_fields(number: int, said: StageSaid) -> dict[str, forms.Field]:
    number_label = {"number": number + 1}
    return {
        f"position_{number}": forms.IntegerField(
            label=_g("順（%(number)d行目）") % number_label,
            min_value=1,
            max_value=MOST_ROWS,
            required=False,
            initial=number + 1,
        ),
        f"title_{number}": forms.CharField(
            label=_g("名前（%(number)d行目）") % number_label,
            max_length=TITLE_LENGTH,
            required=False,
            initial=said.title,
        ),
        f"asks_{number}": forms.CharField(
            label=_g("尋ねること（%(number)d行目）") % number_label,
            max_length=ASKS_LENGTH,
            required=False,
            initial=said.asks,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"kind_{number}": forms.ChoiceField(
            label=_g("性質（%(number)d行目）") % number_label,
            choices=StageKind.choices,
            initial=said.kind,
            required=False,
        ),
    }


def _kind(typed: str) -> StageKind:
    return StageKind(typed or StageKind.WORK)


def said_of(rows: list[StageTemplate]) -> list[StageSaid]:
    return [StageSaid(row.title, row.asks, StageKind(row.kind)) for row in rows]
