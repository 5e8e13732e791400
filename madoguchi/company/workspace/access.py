"""Who has a home here: everybody with a role in a company."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.grants import access as grants
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts import access as accounts
from madoguchi.foundation.accounts.models import Organisation

HOME = rule("workspace.home", *COMPANY_ROLES)


def deeds(actor: Any, organisation: Organisation) -> list[Deed]:
    """行えること（自社のページ） — where whoever runs the company goes from its home."""
    offered = (
        (accounts.PEOPLE, "people", _("人を招く・役割を決める"), reverse("accounts:people")),
        (grants.GRANT, "grants", _("窓口に見せるもの"), reverse("grants:index", args=[organisation.pk])),
        (grants.READ_LOG, "log", _("だれが見たか"), reverse("grants:log", args=[organisation.pk])),
    )
    return [
        Deed(code, label, url) for rule_, code, label, url in offered if rule_.admits(actor, within=organisation.pk)
    ]
