from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.desk.consultations import access, queries
from madoguchi.desk.consultations.views.page import case_for
from madoguchi.foundation.access.doors import reads, written_look


@reads(access.PAST)
def past(request: HttpRequest, number: str) -> HttpResponse:
    """移行した記載 — that it was opened is written down."""
    row = case_for(request, number, access.PAST)
    page = {"case": row, "texts": queries.past_of(row, actor=request.user)}
    written_look(queries.READ_PAST, row, request.user)
    return render(request, "consultations/past.html", page)
