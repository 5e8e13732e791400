"""玄関 — the first page of the house, and the gallery of its components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from madoguchi.company.workspace import access as workspace
from madoguchi.desk.counter import access as counter
from madoguchi.desk.reports import access as reports
from madoguchi.foundation.access.doors import reads
from madoguchi.foundation.access.rules import ANYONE
from madoguchi.foundation.accounts import access as accounts
from madoguchi.public.home import samples

ROOMS = (
    (counter.STAND, "counter:today"),
    (reports.COUNT, "reports:index"),
    (workspace.HOME, "workspace:index"),
    (accounts.PEOPLE, "accounts:people"),
)


@reads(ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """玄関 — strangers read what the desk is; whoever is signed in is led to the own room."""
    if not request.user.is_authenticated:
        return render(request, "home/index.html")
    own = (name for rule, name in ROOMS if rule.admits(request.user))
    return redirect(next(own, "accounts:no_membership"))


@reads(ANYONE)
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "home/gallery.html", samples.every_component())
