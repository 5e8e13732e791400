"""自社のページ — what to do next, and what the company shows to whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from madoguchi.company.grants import queries as grants
from madoguchi.company.grants.steps import next_steps
from madoguchi.company.workspace import access
from madoguchi.company.workspace import asking as asking
from madoguchi.foundation.access.doors import reads, visible_or_404
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.accounts.queries import companies_of


@reads(access.HOME)
def index(request: HttpRequest) -> HttpResponse:
    """Whoever belongs to one company is led there, whoever to several chooses."""
    companies = list(companies_of(request.user))
    if len(companies) == 1:
        return redirect("workspace:home", companies[0].pk)
    return render(request, "workspace/index.html", {"companies": companies})


@reads(access.HOME)
def home(request: HttpRequest, organisation: int) -> HttpResponse:
    room = visible_or_404(Organisation, request.user, within="lived_in_by", pk=organisation)
    given = grants.in_force(room, actor=request.user, on=timezone.localdate())
    shown = {
        "room": room,
        "steps": next_steps(request.user, room),
        "deeds": access.deeds(request.user, room),
        "given": given,
    }
    return render(request, "workspace/home.html", shown)
