"""見える範囲 — through which acquaintances (面識) a person knows a company, as conditions on the rows that ask."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, Role

_OPEN = """(a.person_id IS NULL AND (a.office_id IN ({staff}) AND NOT a.is_managers_only OR a.office_id IN ({managed}))
        OR a.person_id = {me} AND (a.office_id IS NULL OR a.office_id IN ({staff}))
            AND (a.from_date IS NULL OR a.from_date <= {today}) AND (a.until_date IS NULL OR a.until_date >= {today}))
    AND NOT EXISTS (SELECT 1 FROM companies_unacquainted w
        WHERE w.acquaintance_id = a.id AND (w.person_id = {me} OR w.office_id IN ({staff})))"""
_THROUGH = "EXISTS (SELECT 1 FROM companies_acquaintance a WHERE "
_ITSELF = _THROUGH + "a.id = {acquaintance} AND " + _OPEN + ")"
_ANY = _THROUGH + "a.company_id = {company} AND " + _OPEN + ")"
_THE_SAME = _THROUGH + "a.company_id = {company} AND a.because = {because} AND " + _OPEN + ")"


def acquaintance(actor: Any) -> Q:
    """面識 — the office's, or one's own for its time and at its office, minus walls; only at a counter."""
    return _told(actor, _ITSELF, acquaintance="pk")


def company(actor: Any, at: str = "") -> Q:
    """企業 — known through an open acquaintance, or the one the actor belongs to. `at` is the way to the company."""
    own = actor.organisation_ids(*COMPANY_ROLES)
    known = _told(actor, _ANY, company=at.removesuffix("__") or "pk")
    return known | Q(**{f"{at}organisation__in": own}) if own else known


def told(actor: Any) -> Q:
    """聞いた事実 — what one's own office was told, through the very acquaintance it was told through.

    Who comes to know a company some other way learns nothing that was told behind a wall or in a 限定 case.
    """
    through = _told(actor, _THE_SAME, company="company", because="because")
    return through & Q(office__in=actor.organisation_ids(*COUNTER_ROLES))


def _told(actor: Any, sql: str, **columns: str) -> Q:
    staff, managed = actor.organisation_ids(*COUNTER_ROLES), actor.organisation_ids(Role.MANAGER)
    if not staff:
        return Q(pk__in=[])
    today = timezone.localdate().isoformat()
    return Q(Holds(sql, columns, me=actor.pk, staff=staff, managed=managed, today=today))
