"""The shape of what is typed about people and desks. What is allowed is decided by the actions."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts.models import DeskProfile, Invitation, Organisation, OrganisationQuerySet, Person
from madoguchi.foundation.accounts.sessions import OpenSession
from madoguchi.foundation.core.templatetags.japanese import moment
from madoguchi.foundation.core.widgets import ClockInput, DayInput


class _PeriodForm(forms.Form):
    """A role in an office or a company from a day, perhaps until a day."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("所属"), empty_label=None)
    role = forms.ChoiceField(label=_("役割"))
    from_date = forms.DateField(label=_("開始日"), widget=DayInput())
    until_date = forms.DateField(
        label=_("終了日"), required=False, widget=DayInput(), help_text=_("決まっていなければ空欄にします。")
    )

    def __init__(self, *args: Any, within: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = within  # type: ignore[attr-defined]
        self.fields["role"].choices = _roles_within(within)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if "organisation" in typed and "role" in typed and typed["role"] not in typed["organisation"].roles:
            self.add_error("role", _g("この所属では選べない役割です。"))
        return typed


def _roles_within(organisations: OrganisationQuerySet) -> list[tuple[str, Any]]:
    """Of offices, of companies, or of both for somebody who manages both."""
    held = {role for one in organisations for role in one.roles}
    return [(role.value, role.label) for role in Role if role in held]


class GiveRoleForm(_PeriodForm):
    pass


class InviteForm(_PeriodForm):
    email = forms.EmailField(
        label=_("メールアドレス"),
        help_text=_("招待のリンクをこのアドレスに送ります。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("氏名"), max_length=60)

    field_order = ["email", "name", "organisation", "role", "from_date", "until_date"]


class EndRoleForm(forms.Form):
    until_date = forms.DateField(label=_("最後の日"), widget=DayInput(), help_text=_("この日までは役割が有効です。"))


class _NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12文字以上。推測されやすいものは使えません。"),
    )
    again = forms.CharField(
        label=_("パスワード（確認）"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AcceptForm(_NewPasswordForm):
    """招待を受ける — somebody new says their name and chooses a password."""

    name = forms.CharField(label=_("氏名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    kana = forms.CharField(label=_("ふりがな"), max_length=80, required=False)

    field_order = ["name", "kana", "password", "again"]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": invitation.name}
        super().__init__(*args, **kwargs)
        self.email = invitation.email

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("password") and typed.get("again"):
            self._check_password(typed["password"], typed["again"])
        return typed

    def _check_password(self, password: str, again: str) -> None:
        if password != again:
            self.add_error("again", _g("2回のパスワードが一致しません。"))
        try:
            validate_password(password, Person(email=self.email, name=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)


class ProveForm(forms.Form):
    """招待を受ける — somebody known here proves it with the password they have."""

    password = forms.CharField(
        label=_("いまのパスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class EndSessionsForm(ProveForm):
    """サインインを終わらせる — those elsewhere, proven with the password."""

    which = forms.MultipleChoiceField(
        label=_("終わらせるサインイン"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("終わらせるサインインを選んでください。")},
    )
    field_order = ["which", "password"]

    def __init__(self, *args: Any, sessions: list[OpenSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.handle, moment(one.signed_in_at) if one.signed_in_at else _("日時不明")) for one in sessions]
        self.fields["which"].choices = named  # type: ignore[attr-defined]


class SelfForm(forms.ModelForm[Person]):
    class Meta:
        model = Person
        fields = ["name", "kana"]


class DeskForm(forms.ModelForm[DeskProfile]):
    opens_at = forms.TimeField(label=_("開始時刻"), widget=ClockInput())
    reception_until = forms.TimeField(label=_("受付終了時刻"), widget=ClockInput())
    closes_at = forms.TimeField(label=_("終了時刻"), widget=ClockInput())

    class Meta:
        model = DeskProfile
        fields = ["name", "phone", "email", "opens_at", "reception_until", "closes_at", "is_free"]


class ClosedDayForm(forms.Form):
    day = forms.DateField(label=_("休業日"), widget=DayInput())
    reason = forms.CharField(label=_("理由"), max_length=60, required=False)
