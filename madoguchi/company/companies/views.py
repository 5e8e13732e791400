from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.companies import access, actions, queries
from madoguchi.company.companies.forms import (
    ContactForm,
    CorrectForm,
    RegisterForm,
    SizeForm,
    UseForm,
    last_stated,
    prefecture_choices,
)
from madoguchi.company.companies.models import Company, ContactPerson
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.core.paging import Page


@reads(access.READ)
def index(request: HttpRequest) -> HttpResponse:
    typed, prefecture = request.GET.get("q", ""), request.GET.get("prefecture", "")
    choices = prefecture_choices(_("すべて"))
    chosen = prefecture if prefecture in dict(choices) else ""
    page = queries.known(actor=request.user, typed=typed, prefecture=chosen, after=request.GET.get("after", ""))
    shown = {
        "companies": page.rows,
        "typed": typed[: queries.LONGEST],
        "prefecture": chosen,
        "prefectures": choices,
        "pager": _pager(request.GET, page),
        "may_register": access.REGISTER.admits(request.user),
    }
    return render(request, "companies/index.html", shown)


@reads(access.READ)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    contacts = queries.contacts_of(company, actor=request.user)
    shown = {
        "company": company,
        "sizes": queries.sizes_of(company, actor=request.user),
        "contacts": [(contact, access.contact_deeds(request.user, contact)) for contact in contacts],
        "deeds": access.deeds(request.user, company),
    }
    return render(request, "companies/detail.html", shown)


@writes(access.REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(
        request.POST or None,
        offices=_counters(request.user),
        same_name=lambda name: queries.same_name(actor=request.user, name=name),
    )
    shown: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            made = actions.register(**form.identity(), **_mark(request), because="", office=form.chosen_office())
        except actions.AlreadyRegistered as known:
            shown |= _twin(request, form, known)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("企業を登録しました。"))
            return redirect(made)
    return render(request, "companies/register.html", shown, status=_status(form))


@writes(access.REGISTER)
def use(request: HttpRequest) -> HttpResponse:
    form = UseForm(request.POST or None, offices=_counters(request.user))
    if form.is_valid():
        number, office = form.cleaned_data["corporate_number"], form.chosen_office()
        try:
            company = actions.acquaint_by_number(corporate_number=number, office=office, **_mark(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("この企業を窓口の企業一覧に加えました。"))
            return redirect(company)
    return render(request, "companies/use.html", {"form": form}, status=_status(form))


@writes(access.CORRECT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    seen = {field: getattr(company, field) or "" for field in actions.FIELDS}
    form = CorrectForm(request.POST or None, initial=seen | {"seen_version": company.version})
    shown: dict[str, Any] = {"form": form, "company": company}
    if form.is_valid():
        version = form.cleaned_data["seen_version"]
        try:
            actions.correct(company=company, seen_version=version, changes=form.identity(), **_mark(request))
        except Conflict:
            shown["differences"] = _differences(form, seen)
            form.see(company.version)
        except actions.AlreadyRegistered as known:
            shown |= _twin(request, form, known)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("企業情報を訂正しました。"))
            return redirect(company)
    return render(request, "companies/correct.html", shown, status=_status(form))


@writes(access.STATE_SIZE)
def state_size(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    stated = queries.sizes_of(company, actor=request.user)
    before = last_stated(stated[0].fact if stated else None)
    form = SizeForm(request.POST or None, initial=before, today=timezone.localdate())
    if form.is_valid():
        try:
            actions.state_size(company=company, **form.cleaned_data, **_mark(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("規模を記録しました。"))
            return redirect(company)
    shown = {"form": form, "company": company, "is_prefilled": bool(before)}
    return render(request, "companies/state_size.html", shown, status=_status(form))


@writes(access.ADD_CONTACT)
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    company = visible_or_404(Company, request.user, pk=pk)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_contact(company=company, **form.cleaned_data, **_mark(request))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("連絡先を追加しました。"))
            return redirect(company)
    return render(request, "companies/add_contact.html", {"form": form, "company": company}, status=_status(form))


@writes(access.REMOVE_CONTACT)
def remove_contact(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    found = visible_or_404(ContactPerson, request.user, pk=contact, company=pk)
    if request.method == "POST":
        actions.remove_contact(contact=found, **_mark(request))
        messages.success(request, _("連絡先を削除しました。"))
        return redirect("companies:detail", pk)
    return render(request, "companies/remove_contact.html", {"contact": found})


def _counters(actor: Any) -> frozenset[int]:
    ids: frozenset[int] = actor.organisation_ids(*COUNTER_ROLES)
    return ids


def _mark(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _status(form: Form) -> int:
    return 422 if form.is_bound else 200


def _twin(request: HttpRequest, form: Form, known: actions.AlreadyRegistered) -> dict[str, Any]:
    """同じ法人番号の企業 — a link where it is in sight; else name and address, and never who knows it."""
    form.add_error("corporate_number", str(known))
    return {"twin": known.company, "twin_is_known": queries.is_visible(known.company, actor=request.user)}


def _differences(form: CorrectForm, seen: dict[str, str]) -> list[dict[str, Any]]:
    typed = form.identity()
    return [
        {
            "label": form.fields[name].label,
            "yours": form.in_words(name, typed[name]),
            "theirs": form.in_words(name, seen[name]),
            "is_different": typed[name] != seen[name],
        }
        for name in typed
    ]


def _pager(typed: QueryDict, page: Page[Company]) -> dict[str, str]:
    def url(cursor: str) -> str:
        other = typed.copy()
        other["after"] = cursor
        return f"?{other.urlencode()}" if cursor else ""

    return {"next_url": url(page.next_cursor), "previous_url": url(page.previous_cursor)}
