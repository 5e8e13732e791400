"""Fields the forms of this room share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import BODY_LENGTH, GIST_LENGTH

YES, NO = "yes", "no"


def _as_answer(value: str) -> bool | None:
    return {YES: True, NO: False}.get(value)


class AnswerField(forms.TypedChoiceField):
    """はい・いいえ・不明 — gives True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, _("はい")), (NO, _("いいえ")), ("", kwargs.pop("unknown", _("不明")))]
        defaults: dict[str, Any] = {"required": False, "initial": "", "widget": forms.RadioSelect}
        super().__init__(choices=choices, coerce=_as_answer, empty_value=None, **{**defaults, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO, None: ""}.get(value, value)


class ConsentField(forms.TypedChoiceField):
    """同意する・同意しない — gives True or False; None where the question was not asked and need not be."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, _("同意する")), (NO, _("同意しない"))]
        if not kwargs.get("required", True):
            choices.append(("", _("尋ねていない")))
        defaults: dict[str, Any] = {"initial": "", "widget": forms.RadioSelect, "empty_value": None}
        super().__init__(choices=choices, coerce=_as_answer, **{**defaults, **kwargs})


class GistField(forms.CharField):
    """要旨 — at most GIST_LENGTH characters of open text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=GIST_LENGTH, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        """A line end is one character, as the browser counts it."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class ReasonField(forms.CharField):
    """承知で進める理由 — asked only where the interests of two cases may collide."""

    def __init__(self, **options: Any) -> None:
        described: dict[str, Any] = {
            "label": _("利益相反を承知で進める理由"),
            "required": False,
            "max_length": 500,
            "widget": forms.Textarea(attrs={"rows": 2}),
            "help_text": _("利害がぶつかるおそれがあると表示されたときだけ入力します。封をして保存します。"),
        }
        super().__init__(**described | options)


def with_blank(choices: Any, blank: Any = "―") -> list[tuple[Any, Any]]:
    return [("", blank), *choices]


class BodyField(forms.CharField):
    """本文 — sealed when it is saved; as long as a few pages."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 8, "maxlength": BODY_LENGTH})
        super().__init__(**{"label": _("本文"), "max_length": BODY_LENGTH, "widget": widget, **options})
