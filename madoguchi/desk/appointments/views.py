from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import access, actions, queries, steps
from madoguchi.desk.appointments.calendar import feed
from madoguchi.desk.appointments.forms import BookForm, typed_before
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import possible_attendees
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.queries import hours_of, profile_of


@writes(access.BOOK)
def book(request: HttpRequest, number: str) -> HttpResponse:
    case = visible_or_404(Consultation, request.user, number=number)
    initial = {"people": [case.owner_id or request.user.pk]}
    form = BookForm(typed(request), people=possible_attendees(case), initial=initial)
    return _deed_page(request, case, form, partial(actions.book, consultation=case), _("予約する"))


@writes(access.BOOK)
def change(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    if elsewhere := _kept_elsewhere(row):
        return elsewhere
    case = row.consultation
    form = BookForm(typed(request), people=possible_attendees(case), initial=typed_before(row))
    return _deed_page(request, case, form, partial(actions.change, appointment=row), _("予約を変更"))


@writes(access.BOOK)
def cancel(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    if elsewhere := _kept_elsewhere(row):
        return elsewhere
    deed = partial(actions.cancel, appointment=row)
    return _deed_page(request, row.consultation, ConfirmForm(typed(request)), deed, _("予約を取り消す"), row)


@writes(access.BOOK)
def finish(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    if elsewhere := _kept_elsewhere(row):
        return elsewhere
    deed = partial(actions.finish, appointment=row)
    return _deed_page(request, row.consultation, ConfirmForm(typed(request)), deed, _("実施済みにする"), row)


@reads(access.READ)
def calendar(request: HttpRequest, appointment: int) -> HttpResponse:
    row = visible_or_404(Appointment, request.user, pk=appointment)
    return _ics([row])


@reads(access.READ)
def my_calendar(request: HttpRequest) -> HttpResponse:
    return _ics(queries.calendar_of(request.user, after=timezone.now()))


def _kept_elsewhere(row: Appointment) -> HttpResponse | None:
    """What another room keeps has more to it than an appointment: it is changed, called off and held on its page."""
    kept = steps.kept([row.pk]).get(row.pk)
    return redirect(kept.deed.url) if kept else None


def _ics(appointments: Any) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="appointments.ics"'}
    content = feed(appointments, at=timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _deed_page(
    request: HttpRequest,
    case: Consultation,
    form: BookForm | ConfirmForm,
    deed: Callable[..., Any],
    title: str,
    appointment: Appointment | None = None,
) -> HttpResponse:
    """Do it and go back to the case, or show the form with the reason."""
    if not access.serves(request.user, case):
        raise PermissionDenied(access.BOOK.code)
    if done(form, lambda: deed(**_booking(form), **stamp(request))):
        return redirect(case)
    shown = {"case": case, "title": title, "button": title, "appointment": appointment}
    shown["hours"] = hours_of(profile_of(case.office))
    return form_page(request, "appointments/deed.html", form, **shown)


def _booking(form: BookForm | ConfirmForm) -> dict[str, Any]:
    return form.booking() if isinstance(form, BookForm) else {}
