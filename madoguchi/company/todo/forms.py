"""Shape of what is typed about a task."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.company.todo.models import FOR_WHOM_LENGTH, TITLE_LENGTH
from madoguchi.foundation.core.widgets import DayInput


class AskForm(forms.Form):
    title = forms.CharField(
        label=_("やること"),
        max_length=TITLE_LENGTH,
        help_text=_("例：預かった図面の一覧を作る。秘密の内容そのものや、人の名前は書かないでください。"),
    )
    due_date = forms.DateField(label=_("期日"), widget=DayInput())
    for_whom = forms.CharField(
        label=_("だれがするか"),
        max_length=FOR_WHOM_LENGTH,
        required=False,
        help_text=_("部署や役割で書きます。例：総務、設計部の責任者"),
    )


class PostponeForm(forms.Form):
    due_date = forms.DateField(label=_("新しい期日"), widget=DayInput())
