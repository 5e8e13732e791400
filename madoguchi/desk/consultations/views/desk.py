from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms.filters import FilterForm
from madoguchi.foundation.access.doors import reads, writes
from madoguchi.foundation.access.forms import stamp
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.core.planning import planned_by_what_is_asked
from madoguchi.foundation.papers.sheets import XLSX, csv_stream, xlsx_file

Answer = TypeVar("Answer", bound=HttpResponseBase)


@reads(access.READ)
def index(request: HttpRequest) -> HttpResponse:
    """相談一覧 — search and filters live in the URL."""
    form = FilterForm(request.GET, actor=request.user)
    page: dict[str, Any] = {"form": form, "query": _query(form), "listing": None}
    page |= {"may_log": access.LOG.admits(request.user), "may_export": access.EXPORT.admits(request.user)}
    if form.is_valid():
        with planned_by_what_is_asked():
            listing = queries.desk_list(actor=request.user, filters=form.filters(), after=request.GET.get("after", ""))
        page |= {"listing": listing, "page": neighbours(listing, **_asked(form))}
    is_part = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "consultations/_table.html" if is_part else "consultations/index.html"
    return render(request, template, page, status=200 if form.is_valid() else 422)


@writes(access.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """書き出し — asks for the kind of file, then writes the whole list; the export itself is written down."""
    form = FilterForm(request.POST if request.method == "POST" else request.GET, actor=request.user)
    if not form.is_valid():
        return render(request, "consultations/export.html", {"form": form, "query": ""}, status=422)
    sheet = queries.export(actor=request.user, filters=form.filters())
    if request.method != "POST":
        page = {"form": form, "query": _query(form), "count": sheet.count, "asked": form.cleaned_data}
        return render(request, "consultations/export.html", page)
    actions.note_export(count=sheet.count, **stamp(request))
    return _as_csv(sheet) if request.POST.get("format") == "csv" else _as_xlsx(sheet)


@reads(access.MINE)
def mine(request: HttpRequest) -> HttpResponse:
    """自分の相談 — for the consulter: number, dates and state."""
    return render(request, "consultations/mine.html", {"cases": queries.brought_by(actor=request.user)})


def _query(form: FilterForm) -> str:
    return urlencode(_asked(form))


def _asked(form: FilterForm) -> dict[str, str]:
    """The filters as they stand in the URL, without the empty ones."""
    return {name: value for name in form.fields if (value := form.data.get(name))}


def _as_csv(sheet: queries.Export) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_stream(sheet.columns, sheet.rows), content_type="text/csv; charset=utf-8")
    return _named(answer, sheet, "csv")


def _as_xlsx(sheet: queries.Export) -> FileResponse:
    answer = FileResponse(xlsx_file(sheet.columns, sheet.rows), content_type=XLSX)
    return _named(answer, sheet, "xlsx")


def _named(answer: Answer, sheet: queries.Export, ending: str) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="consultations-{sheet.count}.{ending}"'
    answer["X-Row-Count"] = str(sheet.count)
    return answer
