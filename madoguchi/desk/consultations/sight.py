"""見える範囲 — the rules of who sees which case, as conditions on the case or on a row that hangs on one.

`at` is the way to the case: "" for the case itself, "consultation__" for its contacts and appointments.
"""

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from madoguchi.desk.consultations.words import WORKING, MemberKind
from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role

# What one person was added to, or is walled off from, is little: gathered once a query, whatever the number of cases.
# Only the members of 限定 cases are looked up case by case.
_ADDED_AS = """SELECT m.consultation_id FROM consultations_member m
    WHERE m.person_id = {{me}} AND m.kind IN ({{{kinds}}}) AND m.removed_at IS NULL
    AND m.from_date <= {{today}} AND (m.until_date IS NULL OR m.until_date >= {{today}})"""
_EXPERT = _ADDED_AS.format(kinds="expert")
_CONSULTER = f"{{table}}.id IN ({_ADDED_AS.format(kinds='consulter')})"
_MEMBER = f"EXISTS ({_ADDED_AS.format(kinds='member')} AND m.consultation_id = {{table}}.id)"
_WALLED = """{table}.id IN (SELECT w.consultation_id FROM consultations_wall w
    WHERE w.person_id = {me} OR w.office_id IN ({offices}))"""
_THROUGH_OFFICE = f"{{office}} IN ({{staffed}}) AND (NOT {{is_restricted}} OR {{owner}} = {{me}} OR {_MEMBER}%s)"
_MANAGED = "{office} IN ({managed})"
_REFERRED = """SELECT f.consultation_id FROM consultations_referral f
    WHERE f.to_office_id IN ({staffed}) AND f.ended_at IS NULL"""
_OPEN = "SELECT o.id FROM consultations_consultation o WHERE o.closed_at IS NULL AND "
_OWNED, _OWNERLESS, _IN_MANAGED, _WORKED_IN = (
    _OPEN + which
    for which in (
        "o.owner_id = {me}",
        f"o.owner_id IS NULL AND (o.office_id IN ({{staffed}}) OR o.id IN ({_REFERRED}))",
        "o.office_id IN ({managed})",
        f"o.id IN ({_ADDED_AS.format(kinds='working')})",
    )
)
_GLASS = f"""{_MANAGED} AND {{table}}.id IN (SELECT g.consultation_id FROM consultations_glass g
    WHERE g.broken_by_id = {{me}} AND g.broken_at <= {{now}} AND g.until_at > {{now}} AND g.ended_at IS NULL)"""


class Sight(NamedTuple):
    """見え方 — what opens a 限定 case to a manager of its office, and which cases a referral or an expert's membership
    gives.
    """

    to_manager: str
    to_receiver: str
    to_expert: str


CARD = Sight(to_manager=_MANAGED, to_receiver=_REFERRED, to_expert=_EXPERT)
GIST = Sight(_GLASS, to_receiver=f"{_REFERRED} AND f.shows_gist", to_expert=f"{_EXPERT} AND m.shows_gist")


def card(actor: Any, at: str = "") -> Q:
    """カード — as the gist, every case of the offices one manages or that was referred to one's office; a wall beats
    this too.
    """
    return _seen(_either(CARD, actor), actor, at)


def gist(actor: Any, at: str = "") -> Q:
    """要旨 — of one's office's cases, of a 限定 one only if close to it or through broken glass; an expert's case,
    where the gist is shown to them; one referred together with its gist; a wall beats everything.
    """
    return _seen(_either(GIST, actor), actor, at)


def beyond_gist(actor: Any) -> Q:
    """要旨は見えない — the card may be in sight, the gist is not, walls aside."""
    return _asked(_not(_either(GIST, actor)), actor, "")


def through_office(what: Sight, actor: Any) -> Q:
    """所属で見える — the part that lies in one's offices: an index holds it in the order of lists."""
    return _seen(_through_office(what, actor), actor)


def given(what: Sight, actor: Any) -> Q:
    """個別に見える — the other part, without overlap: the few cases one was given as an expert or by referral."""
    return _seen(f"({_given(what, actor)}) AND {_not(_through_office(what, actor))}", actor)


def confided(actor: Any) -> Q:
    """相談者本人 — the cases the actor brought, or was named in by whoever did."""
    return _asked(_CONSULTER, actor, "")


def held(actor: Any, at: str = "") -> Q:
    """抱えている — open cases that the actor owns or works in today."""
    return _open_ones(actor, at, _OWNED, _WORKED_IN)


def concerning(actor: Any, at: str) -> Q:
    """自分の仕事 — what the actor holds, what nobody owns, and every case of the offices one manages; open ones."""
    managed = [_IN_MANAGED] if actor.organisation_ids(Role.MANAGER) else []
    return _open_ones(actor, at, _OWNED, _WORKED_IN, _OWNERLESS, *managed)


def _open_ones(actor: Any, at: str, *which: str) -> Q:
    """Gathered by index, each kind for itself: what is held is little."""
    return _asked(f"{{table}}.id IN ({' UNION '.join(which)})", actor, at)


def _seen(rule: str, actor: Any, at: str = "") -> Q:
    return _asked(f"({rule}) AND NOT ({_WALLED})", actor, at)


def _either(what: Sight, actor: Any) -> str:
    """The plus keeps SQLite from sorting what both ways find: one of the page's own conditions leads it better."""
    return f"{_through_office(what, actor)} OR {_given(what, actor, case='+{table}.id')}"


def _through_office(what: Sight, actor: Any) -> str:
    return _THROUGH_OFFICE % _for_managers(what.to_manager, actor)


def _for_managers(rule: str, actor: Any) -> str:
    """Managers pay for their branch of a query, and nobody else; below so experts and the counter."""
    return f" OR {rule}" if actor.organisation_ids(Role.MANAGER) else ""


def _given(what: Sight, actor: Any, case: str = "{table}.id") -> str:
    expert = [what.to_expert] if actor.organisation_ids(Role.EXPERT) else []
    receiver = [what.to_receiver] if actor.organisation_ids(*COUNTER_ROLES) else []
    return " OR ".join(f"{case} IN ({cases})" for cases in (*expert, *receiver)) or "FALSE"


def _not(rule: str) -> str:
    """If nobody owns the case, `owner = me` is unknown, its contrary too."""
    return f"NOT COALESCE({rule}, FALSE)"


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
