from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from madoguchi.desk.reports import access, charts, queries
from madoguchi.desk.reports.forms import YearForm
from madoguchi.foundation.access.doors import reads
from madoguchi.foundation.core.calendar import fiscal_year


@reads(access.COUNT)
def index(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = YearForm(request.GET or None, today=today)
    year = (form.is_valid() and form.cleaned_data["fiscal_year"]) or fiscal_year(today)
    found = queries.figures(year, queries.countable(actor=request.user))
    page = {
        "form": YearForm(initial={"fiscal_year": year}, today=today),
        "figures": found,
        "by_year": charts.by_year(found),
        "by_group": charts.by_group(found),
    }
    return render(request, "reports/index.html", page)
