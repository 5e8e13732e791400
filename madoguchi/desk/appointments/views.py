from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import access, actions, queries
from madoguchi.desk.appointments.calendar import feed
from madoguchi.desk.appointments.forms import BookForm, SureForm, typed_before
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import possible_attendees
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.accounts.queries import hours_of, profile_of
from madoguchi.foundation.core.errors import Refusal


@writes(access.BOOK)
def book(request: HttpRequest, number: str) -> HttpResponse:
    case = visible_or_404(Consultation, request.user, number=number)
    initial = {"people": [case.owner_id or request.user.pk]}
    form = BookForm(_typed(request), people=possible_attendees(case), initial=initial)
    return _deed_page(request, case, form, partial(actions.book, consultation=case), _("予約する"))


@writes(access.BOOK)
def change(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    case = row.consultation
    form = BookForm(_typed(request), people=possible_attendees(case), initial=typed_before(row))
    return _deed_page(request, case, form, partial(actions.change, appointment=row), _("予約を変更"))


@writes(access.BOOK)
def cancel(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    deed = partial(actions.cancel, appointment=row)
    return _deed_page(request, row.consultation, SureForm(_typed(request)), deed, _("予約を取り消す"), row)


@writes(access.BOOK)
def finish(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    deed = partial(actions.finish, appointment=row)
    return _deed_page(request, row.consultation, SureForm(_typed(request)), deed, _("実施済みにする"), row)


@reads(access.READ)
def calendar(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    return _ics([row])


@reads(access.READ)
def my_calendar(request: HttpRequest) -> HttpResponse:
    return _ics(queries.calendar_of(request.user, after=timezone.now()))


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _ics(appointments: Any) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="appointments.ics"'}
    content = feed(appointments, at=timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _deed_page(
    request: HttpRequest,
    case: Consultation,
    form: BookForm | SureForm,
    deed: Callable[..., Any],
    title: str,
    appointment: Appointment | None = None,
) -> HttpResponse:
    """Do it and go back to the case, or show the form with the reason."""
    if not access.serves(request.user, case):
        raise PermissionDenied(access.BOOK.code)
    if form.is_bound and form.is_valid():
        try:
            deed(**form.booking(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(case)
    page = {"case": case, "form": form, "title": title, "appointment": appointment}
    page["hours"] = hours_of(profile_of(case.office))
    return render(request, "appointments/deed.html", page, status=422 if form.is_bound else 200)
