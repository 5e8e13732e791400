"""Who shows parts of a company's room, and who is shown them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.grants.models import Grant
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Organisation

GRANT = rule("grants.grant", *RUNNING_ROLES)
READ_LOG = rule("grants.read_log", *RUNNING_ROLES)
SHOWN = rule("grants.shown", *OFFICE_ROLES)


def deeds(actor: Any, organisation: Organisation) -> list[Deed]:
    """行えること（自社のページ） — for whoever runs the company."""
    if not GRANT.admits(actor, within=organisation.pk):
        return []
    return [Deed("grant", _("見せる相手を決める"), reverse("grants:grant", args=[organisation.pk]), style="primary")]


def grant_deeds(actor: Any, row: Grant, *, on: date) -> list[Deed]:
    """行えること（支援の同意） — one that is in force is revoked."""
    if row.is_over(on) or not GRANT.admits(actor, within=row.organisation_id):
        return []
    return [Deed("revoke", _("見せるのをやめる"), reverse("grants:revoke", args=[row.pk]), style="quiet")]
