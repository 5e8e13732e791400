"""Shape of what is typed and chosen to make something known, and of the answers. What may stand is in actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.notices.questions import Question
from madoguchi.company.notices.words import (
    DEPARTMENT_LENGTH,
    LABEL_LENGTH,
    MESSAGE_LENGTH,
    MOST_LINES,
    NAME_LENGTH,
    TITLE_LENGTH,
    Alone,
    Chosen,
    Listed,
    Who,
)
from madoguchi.foundation.core.widgets import DayInput

MARKS = ("\t", ",", "，", "、")
LONGEST_LIST = MOST_LINES * (LABEL_LENGTH + NAME_LENGTH + 4)


class ChooseForm(forms.Form):
    """知らせる相手 — the company's people who sign in, and a list of those who do not."""

    everybody = forms.BooleanField(label=_("サインインできる会社の人全員に知らせる"), required=False)
    people = forms.MultipleChoiceField(
        label=_("一部の人から始めるときは、選んでください"), required=False, widget=forms.CheckboxSelectMultiple
    )
    listed = forms.CharField(
        label=_("サインインしない人（一行に一人）"),
        required=False,
        validators=[MaxLengthValidator(LONGEST_LIST)],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "社員番号や役割と名前を「、」で区切って書きます。例：製造12、架空 太郎。"
            "Excelの二列を貼り付けてもかまいません。名前は封をします。"
        ),
    )
    alone = forms.ChoiceField(
        label=_("一つしか書いていない行は"), choices=Alone.choices, widget=forms.RadioSelect, initial=Alone.NAME
    )

    def __init__(self, *args: Any, members: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        fields: dict[str, Any] = self.fields
        fields["people"].choices = self.members

    def clean_listed(self) -> list[list[str]]:
        lines = [cells for line in self.cleaned_data["listed"].splitlines() if (cells := _cells(line))]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_g("一度に書けるのは%(most)d人までです。") % {"most": MOST_LINES})
        if any(len(cells) > 2 for cells in lines):
            raise forms.ValidationError(_g("一行には、呼び名と名前の二つまでを書いてください。"))
        return lines

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "listed" in typed and "alone" in typed:
            typed["listed"] = [self._listed(cells) for cells in typed["listed"]]
        return typed

    def chosen(self) -> Chosen:
        persons = [pk for pk, _name in self.members] if self.cleaned_data["everybody"] else self.cleaned_data["people"]
        return Chosen(tuple(int(pk) for pk in persons), tuple(self.cleaned_data["listed"]))

    def _listed(self, cells: list[str]) -> Listed:
        if len(cells) == 2:
            made = Listed(*cells)
        else:
            made = Listed(name=cells[0]) if self.cleaned_data["alone"] == Alone.NAME else Listed(label=cells[0])
        if len(made.label) > LABEL_LENGTH or len(made.name) > NAME_LENGTH:
            words = {"label": LABEL_LENGTH, "name": NAME_LENGTH}
            self.add_error("listed", _g("呼び名は%(label)d字、名前は%(name)d字までです。") % words)
        return made


class BeginForm(ChooseForm):
    """知らせる — what, to whom, until when."""

    title = forms.CharField(label=_("題名"), max_length=TITLE_LENGTH, initial=_("秘密の情報の扱い方"))
    message = forms.CharField(
        label=_("伝えること"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        initial=_(
            "会社の大事な情報の扱い方を決めました。下の決まりを読んで、問いに答えてください。"
            "わからないことは、上司か管理責任者に聞いてください。"
        ),
        help_text=_("リンクを持つ人が読む文です。秘密の中身は書かないでください。"),
    )
    addressee = forms.ChoiceField(
        label=_("相手"),
        choices=Addressee.choices,
        widget=forms.RadioSelect,
        initial=Addressee.EMPLOYEES,
        help_text=_("相手に関わる決まりだけが見えます。"),
    )
    department = forms.CharField(
        label=_("部署"),
        max_length=DEPARTMENT_LENGTH,
        required=False,
        help_text=_("一つの部署から始めるときに書きます。相手は、あとから加えられます。"),
    )
    due_date = forms.DateField(label=_("いつまでに"), widget=DayInput())
    field_order = ("title", "message", "addressee", "department", "due_date")

    def facts(self) -> dict[str, Any]:
        names = ("title", "message", "addressee", "department", "due_date")
        return {name: self.cleaned_data[name] for name in names} | {"chosen": self.chosen()}


class LinkForm(forms.Form):
    """リンクの用紙 — for whom."""

    who = forms.ChoiceField(
        label=_("だれの分を作りますか"), choices=Who.choices, widget=forms.RadioSelect, initial=Who.FRESH
    )
    with_logins = forms.BooleanField(label=_("サインインできる人の分も作る"), required=False)


class AnswersForm(forms.Form):
    """確かめの問い — all on one page; a wrong answer is told with what the table says."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {one.name: one for one in questions}
        for one in self.questions.values():
            choices = [(str(place), text) for place, text in enumerate(one.options)]
            self.fields[one.name] = forms.ChoiceField(
                label=one.text,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("答えを一つ選んでください。")},
            )

    def said(self) -> dict[str, int]:
        return {name: int(value) for name, value in self.cleaned_data.items()}

    def explain(self, wrong: Iterable[str]) -> None:
        for name in wrong:
            words = {"said": self.questions[name].sentence}
            self.add_error(name, _g("表では、こう決まっています。「%(said)s」もう一度選んでください。") % words)


def _cells(line: str) -> list[str]:
    for mark in MARKS:
        if mark in line:
            return [cell for one in line.split(mark) if (cell := " ".join(one.split()))]
    found = " ".join(line.split())
    return [found] if found else []
