from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.companies import access, actions, queries
from madoguchi.company.companies.forms import (
    ContactForm,
    CorrectForm,
    InviteForm,
    RegisterForm,
    SizeForm,
    UseForm,
    last_stated,
    prefecture_choices,
)
from madoguchi.company.companies.models import Company, ContactPerson
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.core.errors import Conflict
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.vault.looks import Look


@reads(access.READ)
def index(request: HttpRequest) -> HttpResponse:
    name, prefecture = request.GET.get("q", "")[: queries.LONGEST], request.GET.get("prefecture", "")
    choices = prefecture_choices(_("すべて"))
    chosen = prefecture if prefecture in dict(choices) else ""
    page = queries.known(actor=request.user, typed=name, prefecture=chosen, after=request.GET.get("after", ""))
    shown = {
        "companies": page.rows,
        "typed": name,
        "prefecture": chosen,
        "prefectures": choices,
        "pager": neighbours(page, q=name, prefecture=chosen),
        "may_register": access.REGISTER.admits(request.user),
        "deeds": access.twin_deeds(request.user),
    }
    return render(request, "companies/index.html", shown)


@reads(access.READ)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    if into := queries.standing(pk, actor=request.user):
        return redirect(into)
    company = visible_or_404(Company, request.user, pk=pk)
    shown = {
        "company": company,
        "sizes": queries.sizes_of(company, actor=request.user),
        "deeds": access.deeds(request.user, company),
    }
    shown |= _contacts(company, request.user)
    return render(request, "companies/detail.html", shown)


@writes(access.REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(
        typed(request),
        offices=_counters(request.user),
        same_name=lambda name: queries.same_name(actor=request.user, name=name),
    )
    shown: dict[str, Any] = {}
    if form.is_valid():
        with refusals_on(form), _naming_twin(request, shown):
            made = actions.register(**form.identity(), office=form.chosen_office(), **stamp(request))
            messages.success(request, _("企業を登録しました。"))
            return redirect(made)
    return form_page(request, "companies/register.html", form, **shown)


@writes(access.REGISTER)
def use(request: HttpRequest) -> HttpResponse:
    form = UseForm(typed(request), offices=_counters(request.user))
    if form.is_valid():
        number, office = form.cleaned_data["corporate_number"], form.chosen_office()
        with refusals_on(form):
            company = actions.acquaint_by_number(corporate_number=number, office=office, **stamp(request))
            messages.success(request, _("この企業を窓口の企業一覧に加えました。"))
            return redirect(company)
    return form_page(request, "companies/use.html", form)


@writes(access.CORRECT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    seen = {field: getattr(company, field) or "" for field in actions.FIELDS}
    form = CorrectForm(typed(request), initial=seen | {"seen_version": company.version})
    shown: dict[str, Any] = {"company": company}

    def deed() -> None:
        version = form.cleaned_data["seen_version"]
        try:
            with _naming_twin(request, shown):
                actions.correct(company=company, seen_version=version, changes=form.changes(), **stamp(request))
        except Conflict:
            shown["differences"] = form.beside(seen)
            form.overwriting(company.version)
            raise

    if done(form, deed):
        messages.success(request, _("企業情報を訂正しました。"))
        return redirect(company)
    return form_page(request, "companies/correct.html", form, **shown)


@writes(access.STATE_SIZE)
def state_size(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    stated = queries.sizes_of(company, actor=request.user)
    before = last_stated(stated[0].fact if stated else None)
    form = SizeForm(typed(request), initial=before, today=timezone.localdate())
    if done(form, lambda: actions.state_size(company=company, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("規模を記録しました。"))
        return redirect(company)
    return form_page(request, "companies/state_size.html", form, company=company, is_prefilled=bool(before))


@writes(access.ADD_CONTACT)
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    form = ContactForm(typed(request))
    if done(form, lambda: actions.add_contact(company=company, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("連絡先を追加しました。"))
        return redirect(company)
    return form_page(request, "companies/add_contact.html", form, company=company)


@writes(access.REMOVE_CONTACT)
def remove_contact(request: HttpRequest, pk: int, contact: UUID) -> HttpResponse:
    found = visible_or_404(ContactPerson, request.user, pk=contact, company=pk)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.remove_contact(contact=found, **stamp(request))):
        messages.success(request, _("連絡先を削除しました。"))
        return redirect("companies:detail", pk)
    seen = queries.contact_as_seen(found, actor=request.user)
    return form_page(request, "companies/remove_contact.html", form, company=found.company, contact=seen)


@writes(access.INVITE)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """代表者の招待 — the first person of the company's own room."""
    company = visible_or_404(Company, request.user, pk=pk)
    form = InviteForm(typed(request))
    if done(form, lambda: actions.invite(company=company, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("招待のメールを送りました。リンクは7日間有効です。"))
        return redirect(company)
    return form_page(request, "companies/invite.html", form, company=company)


@writes(access.INVITE)
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.withdraw_invitation(company=company, **stamp(request))):
        messages.success(request, _("招待を取り消しました。"))
        return redirect(company)
    return form_page(request, "companies/withdraw_invitation.html", form, company=company)


def _contacts(company: Company, actor: Any) -> dict[str, Any]:
    """連絡先 — that names were opened is written down."""
    contacts = queries.contacts_of(company, actor=actor)
    opened = [contact for contact in contacts if contact.is_open]
    if opened:
        written_look(queries.READ_CONTACTS, company, actor)
    looks = {contact.look for contact in contacts}
    return {
        "contacts": [(contact, access.contact_deeds(actor, contact.row)) for contact in opened],
        "sealed_count": len(contacts) - len(opened),
        "is_closed": Look.CLOSED in looks,
    }


def _counters(actor: Any) -> frozenset[int]:
    ids: frozenset[int] = actor.organisation_ids(*COUNTER_ROLES)
    return ids


@contextmanager
def _naming_twin(request: HttpRequest, shown: dict[str, Any]) -> Iterator[None]:
    """同じ法人番号の企業 — a link where it is in sight; else name and address, and never who knows it."""
    try:
        yield
    except actions.AlreadyRegistered as known:
        shown |= {"twin": known.company, "twin_is_known": queries.is_visible(known.company, actor=request.user)}
        raise
