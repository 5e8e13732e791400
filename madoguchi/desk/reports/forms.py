from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words

FIRST_YEAR = 2014


class YearForm(forms.Form):
    """Which fiscal year; the desk opened in FY2014."""

    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        years = range(fiscal_year(today), FIRST_YEAR - 1, -1)
        self.fields["fiscal_year"].choices = [(year, year_words(year)) for year in years]  # type: ignore[attr-defined]
