from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.views.page import case_for
from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import stamp
from madoguchi.foundation.vault.downloads import hand_out


@writes(access.TAKE_OUT)
def take_out(request: HttpRequest, number: str) -> HttpResponseBase:
    """相談を持ち出す — says what goes along; the answer to the button is the zip itself."""
    row = case_for(request, number, access.TAKE_OUT)
    if request.method == "POST":
        return hand_out(actions.take_out(consultation=row, **stamp(request)), f"consultation-{row.number}.zip")
    page = {"case": row, "contents": queries.contents_of(row, actor=request.user)}
    return render(request, "consultations/take_out.html", page)
