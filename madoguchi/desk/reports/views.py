from collections.abc import Collection, Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.reports import access, actions, charts, queries, sheets
from madoguchi.desk.reports.forms import CorrectForm, PeriodForm, PublishedForm, SeenForm
from madoguchi.desk.reports.metrics import BY_KEY
from madoguchi.desk.reports.models import ClosedYear, Correction, PublishedFigure
from madoguchi.desk.reports.pages import sections
from madoguchi.desk.reports.periods import year_of
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.papers.sheets import XLSX, csv_lines, xlsx_book


@reads(access.COUNT)
def index(request: HttpRequest) -> HttpResponse:
    """年次実績 — period and office live in the URL."""
    form = _asked(request, queries.years_of(request.user))
    if not form.is_valid():
        return render(request, "reports/index.html", {"form": form}, status=422)
    found = _figures(request, form)
    page = {
        "form": form,
        "query": urlencode(form.query()),
        "figures": found,
        "origin": sheets.origin(found),
        "sections": sections(found),
        "years": sheets.year_lines(found),
        "year_charts": charts.by_year(found.beside),
        "deeds": access.deeds(request.user, found, at=timezone.now(), office=form.cleaned_data.get("office")),
    }
    return render(request, "reports/index.html", page)


@reads(access.COUNT)
def book(request: HttpRequest) -> HttpResponseBase:
    """Excel — every table of the page."""
    form = _asked(request)
    if not form.is_valid():
        return render(request, "reports/index.html", {"form": form}, status=422)
    found = _figures(request, form)
    answer = FileResponse(xlsx_book(sheets.book(found)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="figures-{found.period.code}.xlsx"'
    return answer


@reads(access.COUNT)
def table(request: HttpRequest, table: str) -> HttpResponseBase:
    """CSV — one table of the page."""
    form = _asked(request)
    if table not in BY_KEY or not form.is_valid():
        raise Http404
    found = _figures(request, form)
    return _csv(sheets.lines_of(found.table(table), found), f"figures-{found.period.code}-{table}")


@reads(access.COUNT)
def years(request: HttpRequest) -> HttpResponseBase:
    """CSV — the other years."""
    form = _asked(request)
    if not form.is_valid():
        raise Http404
    found = _figures(request, form)
    return _csv(sheets.years_of(found), f"figures-{found.period.code}-years")


@writes(access.CLOSE)
def close(request: HttpRequest, year: int) -> HttpResponse:
    """年度締め — shows what would be frozen, then freezes it."""
    offices = _chosen(request)
    form = SeenForm(typed(request))
    deed = partial(actions.close_year, fiscal_year=year, offices=offices)
    if done(form, lambda: deed(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("年度を締めました。"))
        return redirect(_home(year, offices))
    found = queries.figures(year_of(year), queries.scope_of(request.user, offices))
    form.shows(found.mark)
    may_close = access.may_close(found, timezone.now())
    shown = {"figures": found, "may_close": may_close, "back": _home(year, offices)}
    return form_page(request, "reports/close.html", form, **shown)


@writes(access.CORRECT)
def correct(request: HttpRequest, closing: int) -> HttpResponse:
    """訂正 — the cells that differ, and why."""
    row = visible_or_404(ClosedYear, request.user, pk=closing)
    offices = queries.offices_closed(row)
    back = _home(row.fiscal_year, offices)
    form = CorrectForm(typed(request))
    if done(form, lambda: actions.correct(closing=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("訂正しました。締めた数はそのまま残ります。"))
        return redirect(back)
    found = queries.figures(year_of(row.fiscal_year), queries.scope_of(request.user, offices))
    form.shows(found.mark)
    return form_page(request, "reports/correct.html", form, figures=found, back=back)


@reads(access.COUNT)
def correction(request: HttpRequest, correction: int) -> HttpResponse:
    """訂正表 — one correction, for the files and for paper."""
    row = visible_or_404(Correction, request.user, pk=correction)
    back = _home(row.closing.fiscal_year, queries.offices_closed(row.closing))
    return render(request, "reports/correction.html", {"correction": queries.corrected(row), "back": back})


@reads(access.COUNT)
def correction_sheet(request: HttpRequest, correction: int) -> HttpResponseBase:
    row = visible_or_404(Correction, request.user, pk=correction)
    lines = sheets.correction_lines(queries.corrected(row))
    return _csv(lines, f"figures-{row.closing.fiscal_year}-correction-{row.number}")


@writes(access.PUBLISHED)
def published(request: HttpRequest) -> HttpResponse:
    """公表値 — those entered, and a form for the next."""
    offices = {office.pk: office for office in queries.offices_managed_by(request.user)}
    form = PublishedForm(typed(request), offices=[(office.pk, office.name) for office in offices.values()])
    if done(form, partial(_enter, request, form, offices)):
        messages.success(request, _("公表値を登録しました。"))
        return redirect("reports:published")
    rows = [(row, access.published_deeds(request.user, row)) for row in queries.published_of(request.user)]
    return form_page(request, "reports/published.html", form, rows=rows)


@writes(access.PUBLISHED)
def remove_published(request: HttpRequest, published: int) -> HttpResponse:
    row = visible_or_404(PublishedFigure, request.user, within="entered_by", pk=published)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.remove_published(published=row, **stamp(request))):
        messages.success(request, _("公表値を消しました。"))
        return redirect("reports:published")
    return form_page(request, "reports/remove_published.html", form, published=row)


def _asked(request: HttpRequest, years: Iterable[int] = ()) -> PeriodForm:
    offices = queries.offices_of(request.user)
    return PeriodForm(request.GET.dict(), offices=offices, years=years, today=timezone.localdate())


def _figures(request: HttpRequest, form: PeriodForm) -> queries.Figures:
    return queries.figures(form.period(), queries.scope_of(request.user, form.offices()))


def _chosen(request: HttpRequest) -> list[int]:
    """The office of the address, else all that one manages."""
    chosen = request.GET.get("office")
    found = [office.pk for office in queries.offices_managed_by(request.user) if chosen in (None, str(office.pk))]
    if not found:
        raise Http404
    return found


def _enter(request: HttpRequest, form: PublishedForm, offices: dict[int, Any]) -> None:
    described = form.cleaned_data | {"office": offices[form.cleaned_data["office"]]}
    actions.enter_published(**described, **stamp(request))


def _home(year: int, offices: Collection[int] = ()) -> str:
    """The page of a fiscal year, for one office or for all that one counts."""
    chosen = {"office": next(iter(offices))} if len(offices) == 1 else {}
    return f"{reverse('reports:index')}?{urlencode({'fiscal_year': year, **chosen})}"


def _csv(lines: sheets.Lines, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
