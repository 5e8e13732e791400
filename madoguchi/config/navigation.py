"""主な行き先 — the main navigation, told by the same rules as the doors."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.companies import access as companies
from madoguchi.company.diagnosis import access as diagnosis
from madoguchi.company.grants import access as grants
from madoguchi.company.todo import access as todo
from madoguchi.company.workspace import access as workspace
from madoguchi.desk.consultations import access as consultations
from madoguchi.desk.counter import access as counter
from madoguchi.desk.engagements import access as engagements
from madoguchi.desk.logbooks import access as logbooks
from madoguchi.desk.reports import access as reports
from madoguchi.foundation.access.roles import COMPANY_ROLES
from madoguchi.foundation.accounts import access as accounts
from madoguchi.foundation.vault import access as vault


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: where this person may go, and where the search box leads."""
    actor = getattr(request, "user", None)  # a request refused before anybody asked who it is
    if actor is None or not actor.is_authenticated:
        return {"navigation": [], "search_url": ""}
    places = [
        (_("自社のページ"), "workspace:index", workspace.HOME.admits(actor)),
        (_("今日の窓口"), "counter:today", counter.STAND.admits(actor)),
        (_("相談を受け付ける"), "consultations:log", consultations.LOG.admits(actor)),
        (_("相談一覧"), "consultations:index", consultations.READ.admits(actor)),
        (_("連携"), "consultations:referrals", consultations.REFERRALS.admits(actor)),
        (_("訪問支援"), "engagements:index", engagements.READ.admits(actor)),
        (_("企業一覧"), "companies:index", companies.READ.admits(actor)),
        (_("支援先の企業"), "grants:shown", grants.SHOWN.admits(actor)),
        (_("年次実績"), "reports:index", reports.COUNT.admits(actor)),
        (_("記録簿の取り込み"), "logbooks:index", logbooks.TAKE_IN.admits(actor)),
        (_("引き継ぎ"), "counter:leavers", counter.HAND_OVER.admits(actor)),
        (_("人の管理"), "accounts:people", accounts.PEOPLE.admits(actor)),
        (_("鍵の保管責任者"), "vault:officers", vault.OFFICERS.admits(actor)),
        (_("窓口案内"), "accounts:desks", accounts.DESK.admits(actor)),
        (_("やること"), "todo:home", todo.READ.admits(actor)),
        (_("自己診断"), "diagnosis:index", diagnosis.ANSWER.admits(actor)),
        (_("情報台帳"), "assets:home", bool(actor.organisation_ids(*COMPANY_ROLES))),
        (_("区分と運用表"), "rules:home", bool(actor.organisation_ids(*COMPANY_ROLES))),
        (_("規程と書類"), "documents:home", bool(actor.organisation_ids(*COMPANY_ROLES))),
        (_("周知"), "notices:home", bool(actor.organisation_ids(*COMPANY_ROLES))),
        (_("自分の相談"), "consultations:mine", consultations.MINE.admits(actor)),
    ]
    found = [Place(label, reverse(name), request.path == reverse(name)) for label, name, is_open in places if is_open]
    search = reverse("consultations:index") if consultations.READ.admits(actor) else ""
    return {"navigation": found, "search_url": search}
