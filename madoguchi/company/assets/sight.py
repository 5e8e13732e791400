"""見える範囲 — which items of a company's register one sees; the rules stand in SECURITY.md."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role


def asset(actor: Any) -> Q:
    """情報 — all of them for who runs the company; what is for named people alone for the named.

    A head of department and the desk's people with a grant see the rest, an employee what names them.
    """
    seen = sight.own(actor, *RUNNING_ROLES)
    everybody = sight.own(actor, Role.HEAD) | sight.granted(actor, Part.REGISTER)
    seen |= everybody & Q(is_named_only=False)
    if own := actor.organisation_ids(*COMPANY_ROLES):
        named = apps.get_model("assets", "AssetHolder").objects.filter(asset=OuterRef("pk"), holder__person=actor.pk)
        seen |= Q(Exists(named), organisation__in=own)
    return seen


def is_brief(actor: Any, organisation: int) -> bool:
    """手短に見えるか — an employee sees title, level and places of an item, and nothing else."""
    wide = actor.organisation_ids(*RUNNING_ROLES, Role.HEAD)
    return organisation not in wide and organisation in actor.organisation_ids(Role.EMPLOYEE)
