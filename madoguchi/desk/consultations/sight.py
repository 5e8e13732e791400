"""見える範囲 — the rules of who sees which case, as conditions on the case or on a row that hangs on one.

`at` is the way to the case: "" for the case itself, "consultation__" for its contacts and appointments.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from madoguchi.desk.consultations.words import WORKING, MemberKind
from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role

# What one person was added to, or is walled off from, is little: gathered once a query, whatever the number of cases.
_ADDED_AS = """{{table}}.id IN (SELECT m.consultation_id FROM consultations_member m
    WHERE m.person_id = {{me}} AND m.kind IN ({{{kinds}}}) AND m.removed_at IS NULL
    AND m.from_date <= {{today}} AND (m.until_date IS NULL OR m.until_date >= {{today}}))"""
_MEMBER, _EXPERT, _CONSULTER, _WORKING = (
    _ADDED_AS.format(kinds=kinds) for kinds in ("member", "expert", "consulter", "working")
)
_WALLED = """{table}.id IN (SELECT w.consultation_id FROM consultations_wall w
    WHERE w.person_id = {me} OR w.office_id IN ({offices}))"""
_OPENED = f"{{office}} IN ({{staffed}}) AND (NOT {{is_restricted}} OR {{owner}} = {{me}} OR {_MEMBER})"
_MANAGED = "{office} IN ({managed})"
_HELD = f"({{owner}} = {{me}} OR {_WORKING})"
_GLASS = """{office} IN ({managed}) AND {table}.id IN (SELECT g.consultation_id FROM consultations_glass g
    WHERE g.broken_by_id = {me} AND g.broken_at <= {now} AND g.until_at > {now} AND g.ended_at IS NULL)"""
_REFERRED = """{table}.id IN (SELECT f.consultation_id FROM consultations_referral f
    WHERE f.to_office_id IN ({staffed}) AND f.ended_at IS NULL)"""
_REFERRED_GIST = _REFERRED.replace("f.ended_at", "f.shows_gist AND f.ended_at")


def card(actor: Any, at: str = "") -> Q:
    """カード — as the gist, every case of the offices one manages or that was referred to one's office; a wall beats
    this too.
    """
    managed = [_MANAGED] if actor.organisation_ids(Role.MANAGER) else []
    referred = [_REFERRED] if actor.organisation_ids(*COUNTER_ROLES) else []
    return _seen(actor, at, *managed, *referred)


def gist(actor: Any, at: str = "") -> Q:
    """要旨 — of one's office's cases, of a 限定 one only if close to it or through broken glass; an expert's case;
    one referred together with its gist; a wall beats everything.
    """
    return _seen(actor, at)


def card_only(actor: Any) -> Q:
    """カードのみ — the card without its gist. (If nobody owns the case, `owner = me` is unknown, its contrary too.)"""
    return card(actor) & _asked(f"NOT COALESCE({_ways(actor)}, FALSE)", actor, "")


def confided(actor: Any) -> Q:
    """相談者本人 — the cases the actor brought, or was named in by whoever did."""
    return _asked(_CONSULTER, actor, "")


def held(actor: Any) -> Q:
    """抱えている — the actor owns the case or works in it today."""
    return _asked(_HELD, actor, "")


def concerning(actor: Any, at: str) -> Q:
    """自分の仕事 — what the actor holds, what nobody owns, and every case of the offices one manages."""
    return _asked(f"({_HELD} OR {{owner}} IS NULL OR {_MANAGED})", actor, at)


def _seen(actor: Any, at: str, *more: str) -> Q:
    return _asked(f"{_ways(actor, *more)} AND NOT ({_WALLED})", actor, at)


def _ways(actor: Any, *more: str) -> str:
    """Experts, managers and the counter pay for their branches of the query, and nobody else."""
    expert = [_EXPERT] if actor.organisation_ids(Role.EXPERT) else []
    glass = [_GLASS] if actor.organisation_ids(Role.MANAGER) else []
    referred = [_REFERRED_GIST] if actor.organisation_ids(*COUNTER_ROLES) else []
    return f"({' OR '.join([_OPENED, *expert, *glass, *referred, *more])})"


def _asked(sql: str, actor: Any, at: str) -> Q:
    columns = {name: f"{at}{name}" for name in ("office", "is_restricted", "owner")}
    facts = {
        "me": actor.pk,
        "staffed": actor.organisation_ids(*COUNTER_ROLES),
        "managed": actor.organisation_ids(Role.MANAGER),
        "offices": actor.organisation_ids(*COUNTER_ROLES, Role.EXPERT),
        "member": MemberKind.MEMBER.value,
        "expert": MemberKind.EXPERT.value,
        "consulter": MemberKind.CONSULTER.value,
        "working": tuple(kind.value for kind in WORKING),
        "today": timezone.localdate().isoformat(),
        "now": timezone.now(),
    }
    return Q(Holds(sql, columns, **facts))
