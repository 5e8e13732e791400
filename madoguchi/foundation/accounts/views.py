"""人と窓口の画面 — people, roles, invitations, one's own settings, the desk's description."""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.access.rules import ANYONE, SIGNED_IN
from madoguchi.foundation.accounts import access, actions, queries
from madoguchi.foundation.accounts.forms import (
    AcceptForm,
    ClosedDayForm,
    DeskForm,
    EndRoleForm,
    EndSessionsForm,
    GiveRoleForm,
    InviteForm,
    ProveForm,
    SelfForm,
)
from madoguchi.foundation.accounts.models import DeskProfile, Invitation, Membership, Person
from madoguchi.foundation.accounts.sessions import sessions_of
from madoguchi.foundation.vault.access import TAKE_OUT_KEY, is_officer

GONE = 410
INVITED_BY = "invitation"


# People


@reads(access.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    with_former = "former" in request.GET
    shown = queries.roster(actor=request.user, on=timezone.localdate(), with_former=with_former)
    invitations = queries.open_invitations(actor=request.user, now=timezone.now())
    return render(
        request,
        "accounts/people.html",
        {"roster": list(shown), "invitations": invitations, "with_former": with_former},
    )


@reads(access.PEOPLE)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    row = visible_or_404(Person, request.user, within="managed_by", pk=person_id)
    today = timezone.localdate()
    held = queries.memberships_of(row, actor=request.user)
    memberships = [(one, access.membership_deeds(request.user, one, on=today)) for one in held]
    shown = {"person": row, "memberships": memberships, "deeds": access.deeds(request.user, row, on=today)}
    return render(request, "accounts/person.html", shown)


@writes(access.PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    within = queries.managed_by(request.user)
    form = InviteForm(typed(request), within=within, initial={"from_date": timezone.localdate()})
    if done(form, lambda: actions.invite(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("招待のメールを送りました。リンクは7日間有効です。"))
        return redirect("accounts:people")
    return form_page(request, "accounts/invite.html", form)


@writes(access.PEOPLE)
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    row = visible_or_404(Invitation, request.user, within="managed_by", pk=invitation_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.withdraw(invitation=row, **stamp(request))):
        messages.success(request, _("招待を取り消しました。"))
        return redirect("accounts:people")
    return form_page(request, "accounts/withdraw.html", form, invitation=row)


@writes(access.PEOPLE)
def give_role(request: HttpRequest, person_id: int) -> HttpResponse:
    row = visible_or_404(Person, request.user, within="managed_by", pk=person_id)
    within = queries.managed_by(request.user)
    form = GiveRoleForm(typed(request), within=within, initial={"from_date": timezone.localdate()})
    if done(form, lambda: actions.give_role(person=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("役割を加えました。"))
        return redirect("accounts:person", row.pk)
    return form_page(request, "accounts/give_role.html", form, person=row)


@writes(access.PEOPLE)
def end_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    row = visible_or_404(Membership, request.user, within="managed_by", pk=membership_id)
    form = EndRoleForm(typed(request), initial={"until_date": row.until_date or timezone.localdate()})
    if done(form, lambda: actions.end_role(membership=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("役割の終了日を決めました。"))
        return redirect("accounts:person", row.person_id)
    return form_page(request, "accounts/end_role.html", form, membership=row)


@writes(access.STOP)
def disable(request: HttpRequest, person_id: int) -> HttpResponse:
    row = visible_or_404(Person, request.user, within="managed_by", pk=person_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.disable(person=row, **stamp(request))):
        messages.success(request, _("利用を停止しました。開いている画面は次の操作で終わります。"))
        return redirect("accounts:person", row.pk)
    return form_page(request, "accounts/disable.html", form, person=row)


@writes(access.STOP)
def enable(request: HttpRequest, person_id: int) -> HttpResponse:
    row = visible_or_404(Person, request.user, within="managed_by", pk=person_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.enable(person=row, **stamp(request))):
        messages.success(request, _("利用を再開しました。"))
        return redirect("accounts:person", row.pk)
    return form_page(request, "accounts/enable.html", form, person=row)


@writes(access.CLEAR)
def clear_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    row = visible_or_404(Person, request.user, within="managed_by", pk=person_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.clear_second_factor(person=row, **stamp(request))):
        messages.success(request, _("二段階認証を消しました。本人にメールで知らせました。"))
        return redirect("accounts:person", row.pk)
    return form_page(request, "accounts/clear_second_factor.html", form, person=row)


# Whoever comes in


@reads(ANYONE)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. It always leads on, so that it stands in no log and no history of the form's page."""
    request.session.pop(INVITED_BY, None)
    held = queries.fingerprint(token)
    if queries.open_invitation_by(held, now=timezone.now()):
        request.session[INVITED_BY] = held
    return redirect("accounts:accept")


@writes(ANYONE)
def accept(request: HttpRequest) -> HttpResponse:
    """招待を受ける — unknown, used, withdrawn and expired links look alike."""
    held = request.session.get(INVITED_BY, "")
    row = queries.open_invitation_by(held, now=timezone.now())
    if row is None:
        return render(request, "accounts/invitation_over.html", status=GONE)
    known = queries.person_at(row.email)
    form = ProveForm(typed(request)) if known else AcceptForm(typed(request), invitation=row)
    if done(form, partial(_accept, form, held)):
        del request.session[INVITED_BY]
        messages.success(request, _("登録しました。サインインしてください。"))
        return redirect("account_login")
    return form_page(request, "accounts/accept.html", form, invitation=row, is_known=bool(known))


def _accept(form: forms.Form, link: str) -> None:
    given = {name: form.cleaned_data[name] for name in ("password", "name", "kana") if name in form.cleaned_data}
    actions.accept(link=link, **given, at=timezone.now())


@writes(SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    form = SelfForm(typed(request), instance=queries.person_again(request.user))
    if done(form, lambda: actions.describe_self(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("保存しました。"))
        return redirect("accounts:settings")
    held = queries.memberships_of(request.user, actor=request.user)
    shown = {
        "has_second_factor": queries.has_second_factor(request.user),
        "is_officer": is_officer(request.user),
        "may_take_out_key": TAKE_OUT_KEY.admits(request.user),
    }
    return form_page(request, "accounts/settings.html", form, memberships=held, **shown)


@writes(SIGNED_IN)
def sessions(request: HttpRequest) -> HttpResponse:
    """サインインしている端末 — this one named, those elsewhere to be ended."""
    found = sessions_of(request.user, this=request.session.session_key, now=timezone.now())  # type: ignore[arg-type]
    form = EndSessionsForm(typed(request), sessions=[one for one in found if not one.is_this])
    if done(form, lambda: actions.end_sessions(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("選んだサインインを終わらせました。"))
        return redirect("accounts:sessions")
    return form_page(request, "accounts/sessions.html", form, sessions=found)


@reads(SIGNED_IN)
def second_factor(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/second_factor.html", {"is_set": queries.has_second_factor(request.user)})


@reads(SIGNED_IN)
def no_membership(request: HttpRequest) -> HttpResponse:
    coming = queries.memberships_of(request.user, actor=request.user).filter(from_date__gt=timezone.localdate())
    return render(request, "accounts/no_membership.html", {"coming": coming})


# The desk's description


@reads(access.DESK)
def desks(request: HttpRequest) -> HttpResponse:
    mine = list(queries.desks_of(request.user))
    if len(mine) == 1 and hasattr(mine[0], "profile"):
        return redirect("accounts:desk", mine[0].code)
    return render(request, "accounts/desks.html", {"offices": mine})


@writes(access.DESK)
def introduce_desk(request: HttpRequest, code: str) -> HttpResponse:
    office = get_object_or_404(queries.desks_of(request.user), code=code)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.introduce_desk(office=office, **stamp(request))):
        return redirect("accounts:desk", code)
    return form_page(request, "accounts/introduce_desk.html", form, office=office)


@writes(access.DESK)
def desk(request: HttpRequest, code: str) -> HttpResponse:
    row = _own_desk(request, code)
    form = DeskForm(typed(request), instance=row)
    if done(form, lambda: actions.describe_desk(profile=row, changes=form.cleaned_data, **stamp(request))):
        messages.success(request, _("窓口案内を保存しました。"))
        return redirect("accounts:desk", code)
    return _desk_page(request, row, form, ClosedDayForm())


@writes(access.DESK)
def close_day(request: HttpRequest, code: str) -> HttpResponse:
    row = _own_desk(request, code)
    form = ClosedDayForm(typed(request))
    if done(form, lambda: actions.close_day(profile=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("休業日を加えました。"))
        return redirect("accounts:desk", code)
    return _desk_page(request, row, DeskForm(instance=row), form)


@writes(access.DESK)
def open_day(request: HttpRequest, code: str, closed_id: int) -> HttpResponse:
    row = _own_desk(request, code)
    closed = get_object_or_404(row.closed_days.all(), pk=closed_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.open_day(profile=row, day=closed.date, **stamp(request))):
        messages.success(request, _("休業日を取り消しました。"))
        return redirect("accounts:desk", code)
    return form_page(request, "accounts/open_day.html", form, profile=row, closed_day=closed)


def _own_desk(request: HttpRequest, code: str) -> DeskProfile:
    return visible_or_404(DeskProfile, request.user, within="written_by", office__code=code)


def _desk_page(request: HttpRequest, row: DeskProfile, form: DeskForm, day_form: ClosedDayForm) -> HttpResponse:
    days = row.closed_days.filter(date__gte=timezone.localdate() - timedelta(days=30)).order_by("date")
    status = 422 if form.is_bound or day_form.is_bound else 200
    shown = {"form": form, "day_form": day_form, "profile": row, "closed_days": days}
    return render(request, "accounts/desk.html", shown, status=status)
