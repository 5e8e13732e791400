"""Shape of what is typed about a company. What it means is decided in actions."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies.models import Company, SizeFact
from madoguchi.foundation.access.roles import RUNNING_ROLES
from madoguchi.foundation.access.versions import VersionedForm
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core import amounts, corporate_number, industries, prefectures
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_label

OLDEST_YEAR = 2014


class NumberField(forms.CharField):
    """法人番号 — 13 digits in any dress; the check digit is checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("法人番号"), max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        return _read(corporate_number.clean, typed) if typed else ""


class AmountField(forms.CharField):
    """金額・人数 — typed as offices write it; None when left empty."""

    def __init__(self, *, read: Callable[[str], int], **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, **kwargs)
        self.read = read

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        return _read(self.read, typed) if typed else None


class OfficeForm(forms.Form):
    """One's own office is asked for only where a person stands at several counters."""

    office = forms.ModelChoiceField(label=_("窓口"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, offices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Organisation.objects.filter(pk__in=list(offices)).order_by("code")
        if len(self.own) == 1:
            del self.fields["office"]
        else:
            self.fields["office"].queryset = self.own  # type: ignore[attr-defined]

    def chosen_office(self) -> Organisation:
        return self.cleaned_data.get("office") or self.own[0]


class IdentityForm(forms.Form):
    name = forms.CharField(label=_("企業名"), max_length=200)
    corporate_number = NumberField(required=False, help_text=_("わかるときだけ。13桁の数字です。"))
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False)
    address = forms.CharField(label=_("所在地"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prefecture"].choices = prefecture_choices(str(_("わからない")))  # type: ignore[attr-defined]

    def identity(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "corporate_number", "prefecture", "address")}


class RegisterForm(OfficeForm, IdentityForm):
    """登録 — a company of the same name in sight is shown first; a tick says that this is another one."""

    is_another = forms.BooleanField(label=_("同名の別の企業として登録する"), required=False, widget=forms.HiddenInput)
    field_order = ("name", "corporate_number", "prefecture", "address", "office", "is_another")

    def __init__(self, *args: Any, same_name: Callable[[str], Iterable[Company]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.same_name = same_name
        self.namesakes: list[Company] = []

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        self.namesakes = list(self.same_name(typed["name"])) if typed.get("name") else []
        if self.namesakes:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not typed.get("is_another"):
                self.add_error("is_another", _("同じ名前の企業がすでに登録されています。別の企業か確かめてください。"))
        return typed


class UseForm(OfficeForm):
    corporate_number = NumberField(help_text=_("13桁の数字です。"))
    field_order = ("corporate_number", "office")


class CorrectForm(IdentityForm, VersionedForm):
    """訂正 — of what all offices know of the company."""


class SizeForm(forms.Form):
    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    capital_yen = AmountField(
        label=_("資本金"), read=amounts.parse_yen, help_text=_("例：1,000万円、1.5億円、3,000千円、10000000")
    )
    employees = AmountField(label=_("常時使用する従業員数"), read=amounts.parse_count, help_text=_("例：165、約165名"))
    industry = forms.ChoiceField(label=_("業種"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(fiscal_year(today), OLDEST_YEAR - 1, -1)
        self.fields["fiscal_year"].choices = [(year, year_label(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["industry"].choices = [("", _("わからない")), *industries.choices()]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    name = forms.CharField(label=_("氏名"), max_length=60)
    phone = forms.CharField(
        label=_("電話番号"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("メールアドレス"), max_length=254, required=False)


def prefecture_choices(none: str) -> list[tuple[str, str]]:
    return [("", none), *((code, prefectures.name(code)) for code in prefectures.Prefecture.values)]


def last_stated(fact: SizeFact | None) -> dict[str, Any]:
    """What was stated last, as the start of the next statement."""
    if fact is None:
        return {}
    capital = amounts.yen(fact.capital_yen) if fact.capital_yen is not None else ""
    return {"capital_yen": capital, "employees": fact.employees, "industry": fact.industry}


def _read(read: Callable[[str], Any], typed: str) -> Any:
    try:
        return read(typed)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong)) from wrong


class MergeForm(forms.Form):
    """統合 — which of two facts stays, where they differ; the versions that were compared go along."""

    name = forms.ChoiceField(label=_("残す企業名"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("残す所在地"), widget=forms.RadioSelect)
    seen = forms.RegexField(r"^\d+-\d+$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Company, gone: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.gone = kept, gone
        self.initial["seen"] = f"{kept.version}-{gone.version}"
        self._offer("name", kept.name, gone.name)
        self._offer("place", _place(kept), _place(gone))

    def _offer(self, field: str, kept: str, gone: str) -> None:
        """Nothing is asked where both say the same; what says more is proposed."""
        if kept == gone:
            del self.fields[field]
            return
        unknown = str(_("（登録なし）"))
        choices = [(str(self.kept.pk), kept or unknown), (str(self.gone.pk), gone or unknown)]
        self.fields[field].choices = choices  # type: ignore[attr-defined]
        self.initial[field] = choices[field == "place" and len(gone) > len(kept)][0]

    def takes(self) -> list[str]:
        return [field for field in ("name", "place") if self.cleaned_data.get(field) == str(self.gone.pk)]

    def versions(self) -> tuple[int, int]:
        kept, gone = self.cleaned_data["seen"].split("-")
        return int(kept), int(gone)

    def compare_again(self) -> None:
        """The page shows what is saved now: the next sending is about that."""
        self.data = {**self.data, "seen": self.initial["seen"]}


def _place(company: Company) -> str:
    return f"{company.prefecture_name} {company.address}".strip()


class InviteForm(forms.Form):
    """代表者を招待する — the first who runs the company's own room."""

    email = forms.EmailField(
        label=_("メールアドレス"),
        help_text=_("招待のリンクをこのアドレスに送ります。会社でその方だけが読めるアドレスにします。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("氏名"), max_length=60)
    role = forms.ChoiceField(label=_("役割"), choices=[(role.value, role.label) for role in RUNNING_ROLES])
