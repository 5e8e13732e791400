"""見える範囲 — a company's own people see its room, and the desk what a grant names."""

from typing import Any

from django.db.models import Q

from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, Role


def own(actor: Any, *roles: Role, at: str = "organisation") -> Q:
    """自社 — rows of companies in which the actor holds one of the roles today. `at`: the way to the organisation."""
    return Q(**{f"{at}__in": actor.organisation_ids(*(roles or COMPANY_ROLES))})


def granted(actor: Any, part: Part, at: str = "organisation") -> Q:
    """同意のある企業 — rows of companies that show this part to the actor."""
    return Q(**{f"{at}__in": Grant.objects.open_to(actor, part).values("organisation")})
