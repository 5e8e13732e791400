"""The filters of the list; they live in the URL. Only offices, people and years in the reader's sight are offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.forms.fields import with_blank
from madoguchi.desk.consultations.queries import Filters, fiscal_years
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import State
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.accounts.queries import colleagues
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words
from madoguchi.foundation.search.forms import SearchField

ALL = _("すべて")


class FilterForm(forms.Form):
    """絞り込み — `filters()` for the queries; an unknown value is refused, not ignored."""

    q = SearchField(label=_("探す言葉"))
    fiscal_year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    category = forms.ChoiceField(label=_("相談区分"), required=False, choices=with_blank(Category.choices, ALL))
    office = forms.TypedChoiceField(label=_("窓口"), required=False, coerce=int, empty_value=None)
    owner = forms.ChoiceField(label=_("担当"), required=False)
    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[("", ALL), ("open", _("終了していない")), *State.choices]
    )
    size = forms.ChoiceField(label=_("企業規模"), required=False, choices=with_blank(EnterpriseSize.choices, ALL))
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False, choices=with_blank(Prefecture.choices, ALL))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, year_words(year)) for year in fiscal_years(actor=actor)]
        offices = Organisation.objects.filter(pk__in=actor.organisation_ids(*COUNTER_ROLES)).order_by("code")
        people = [(str(pk), name) for pk, name in colleagues(actor).values_list("pk", "name")]
        self._offer("fiscal_year", years)
        self._offer("office", list(offices.values_list("pk", "name")))
        self._offer("owner", [("none", _("未定")), *people])

    def _offer(self, field: str, choices: Any) -> None:
        self.fields[field].choices = with_blank(choices, ALL)  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        return Filters(**self.cleaned_data)
