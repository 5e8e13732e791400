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
        WHERE w.acquaintance_id = a.id AND (w.person_id = {me} OR w.office_id IN ({staff})))
    AND (a.arrival_id IS NULL OR a.arrival_id IN ({shown}))"""
_SHOWN = "SELECT v.id FROM companies_arrival v WHERE v.shown_at IS NOT NULL"
_THROUGH = "EXISTS (SELECT 1 FROM companies_acquaintance a WHERE "
_ITSELF = _THROUGH + "a.id = {acquaintance} AND " + _OPEN + ")"
_ANY = _THROUGH + "a.company_id = {company} AND " + _OPEN + ")"
_STATED = "EXISTS (SELECT 1 FROM companies_sizefact f WHERE f.company_id = {company} AND f.office_id = {office})"
_THE_SAME = _THROUGH + "a.company_id = {company} AND a.because = {because} AND " + _OPEN + ")"
_ALL_ARRIVED = """EXISTS (SELECT 1 FROM companies_acquaintance a WHERE a.company_id = {company})
    AND NOT EXISTS (SELECT 1 FROM companies_acquaintance a WHERE a.company_id = {company}
        AND a.arrival_id IS NOT NULL AND a.arrival_id NOT IN ({shown}))"""
_NO_WALL = """NOT EXISTS (SELECT 1 FROM companies_acquaintance a
    JOIN companies_unacquainted w ON w.acquaintance_id = a.id
    WHERE a.company_id = {company} AND (w.person_id = {me} OR w.office_id IN ({staff})))"""


def acquaintance(actor: Any) -> Q:
    """面識 — the office's, or one's own for its time and at its office, minus walls; only at a counter."""
    return _told(actor, _ITSELF, acquaintance="pk")


def company(actor: Any, at: str = "") -> Q:
    """企業 — known through an open acquaintance, or the one the actor belongs to. `at` is the way to the company."""
    own = actor.organisation_ids(*COMPANY_ROLES)
    known = _told(actor, _ANY, company=at.removesuffix("__") or "pk")
    return known | Q(**{f"{at}organisation__in": own}) if own else known


def has_size_facts(**columns: str) -> Holds:
    """規模の聞き取りがあるか — was the office told anything of the company? (Who may read it: `told`.)"""
    return Holds(_STATED, columns)


def told(actor: Any) -> Q:
    """聞いた事実 — what one's own office was told, through the very acquaintance it was told through.

    Who comes to know a company some other way learns nothing that was told behind a wall or in a 限定 case.
    """
    through = _told(actor, _THE_SAME, company="company", because="because")
    return through & Q(office__in=actor.organisation_ids(*COUNTER_ROLES))


def comparable(actor: Any, at: str = "pk") -> Q:
    """比べられる企業 — every company somebody knows, for the centre's manager; none behind a wall of theirs.

    Nothing that is still arriving. `at` is the column that names the company.
    """
    if not actor.centre_ids(Role.MANAGER):
        return Q(pk__in=[])
    sql = f"{_ALL_ARRIVED} AND {_NO_WALL}".replace("{shown}", _SHOWN)
    return Q(Holds(sql, {"company": at}, me=actor.pk, staff=actor.organisation_ids(*COUNTER_ROLES)))


def has_arrived(arrival: str = "arrival") -> Holds:
    """着いた — the row came alone, or with an arrival that is shown."""
    return Holds(f"({{arrival}} IS NULL OR {{arrival}} IN ({_SHOWN}))", {"arrival": arrival})


def _told(actor: Any, sql: str, **columns: str) -> Q:
    staff, managed = actor.organisation_ids(*COUNTER_ROLES), actor.organisation_ids(Role.MANAGER)
    if not staff:
        return Q(pk__in=[])
    sql, today = sql.replace("{shown}", _SHOWN), timezone.localdate().isoformat()
    return Q(Holds(sql, columns, me=actor.pk, staff=staff, managed=managed, today=today))
