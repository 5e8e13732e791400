"""Who may do what with a consultation. (Which ones one sees: `visible_to` in models.)"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.states import MOVES, REOPENABLE
from madoguchi.desk.consultations.words import MemberKind, State
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.access.rules import Rule, rule

READ = rule("consultations.read", Role.ADVISER, Role.MANAGER, Role.EXPERT)
LOG = rule("consultations.log", *COUNTER_ROLES)
EXPORT = rule("consultations.export", *COUNTER_ROLES)
ASSIGN = rule("consultations.assign", *COUNTER_ROLES)
CONTACT = rule("consultations.contact", *COUNTER_ROLES)
WORK = rule("consultations.work", *COUNTER_ROLES)
WRITE = rule("consultations.write", *COUNTER_ROLES)
WALL = rule("consultations.wall", Role.MANAGER)
CONFIDE = rule("consultations.confide", *COUNTER_ROLES, Role.EXPERT)
SEND = rule("consultations.send", *COUNTER_ROLES)
MINE = rule("consultations.mine", Role.STEWARD, Role.EMPLOYEE)


@dataclass(frozen=True)
class Standing:
    """立場 — how one person stands to one case today."""

    is_counter: bool
    is_manager: bool
    is_close: bool
    is_expert: bool
    is_walled: bool

    def sees_card(self, row: Consultation) -> bool:
        if self.is_walled:
            return False
        return self.is_expert or self.serves(row)

    def serves(self, row: Consultation) -> bool:
        """At the counter of the case's office, and not shut out by 限定 or a wall."""
        opened = not row.is_restricted or self.is_manager or self.is_close
        return self.is_counter and opened and not self.is_walled

    def reads_gist(self, row: Consultation) -> bool:
        if self.is_walled:
            return False
        return self.is_expert or (self.is_counter and (not row.is_restricted or self.is_close))

    @property
    def reads_sealed(self) -> bool:
        """What was confided: owner and members, experts for their time; no colleague, and no manager as such."""
        return (self.is_close or self.is_expert) and not self.is_walled


def standing(actor: Any, row: Consultation) -> Standing:
    """Reads `row.members` and `row.walls` once each; prefetch them where many rows are asked about."""
    held = actor.organisation_ids(*COUNTER_ROLES, Role.EXPERT)
    kinds = _kinds_today(actor, row)
    is_counter = row.office_id in actor.organisation_ids(*COUNTER_ROLES)
    return Standing(
        is_counter=is_counter,
        is_manager=row.office_id in actor.organisation_ids(Role.MANAGER),
        is_close=is_counter and (row.owner_id == actor.pk or MemberKind.MEMBER in kinds),
        is_expert=bool(actor.organisation_ids(Role.EXPERT)) and MemberKind.EXPERT in kinds,
        is_walled=any(wall.person_id == actor.pk or wall.office_id in held for wall in row.walls.all()),
    )


def _kinds_today(actor: Any, row: Consultation) -> set[str]:
    today = timezone.localdate()
    return {member.kind for member in row.members.all() if member.person_id == actor.pk and member.is_on(today)}


def granted(actor: Any, row: Consultation) -> frozenset[Rule]:
    """許可 — the rules of this room that admit the actor to this very case."""
    if not actor.is_authenticated:
        return frozenset()
    here = standing(actor, row)
    rules = {READ} if here.sees_card(row) else set()
    if here.reads_sealed:
        rules |= {CONFIDE, SEND} if here.is_close else {CONFIDE}
    if here.serves(row):
        rules |= {ASSIGN, CONTACT} | _working_rules(here, row)
    return frozenset(rules)


def _working_rules(here: Standing, row: Consultation) -> set[Rule]:
    rules = {WALL} if here.is_manager else set()
    if here.is_manager or here.is_close or row.owner_id is None:
        rules |= {WORK, WRITE} if here.reads_gist(row) else {WORK}
    return rules


def may(actor: Any, row: Consultation, wanted: Rule) -> bool:
    """Does the rule admit the actor to this case?"""
    return wanted in granted(actor, row)


def require(actor: Any, row: Consultation, wanted: Rule) -> None:
    """Raises PermissionDenied where `may` says no."""
    if not may(actor, row, wanted):
        raise PermissionDenied(wanted.code)


def is_possible(code: str, row: Consultation) -> bool:
    """Does the state of the case allow the deed, whoever asks?"""
    possible: dict[str, bool] = {
        "answer": row.is_open,
        "contact": row.is_open,
        "move": bool(MOVES.get(State(row.state))),
        "close": row.is_open,
        "withdraw": row.is_open,
        "reopen": row.state in REOPENABLE,
        "link": row.company_id is not None,
    }
    return possible.get(code, True)


_DEEDS: tuple[tuple[str, Rule, Promise, str], ...] = (
    ("answer", WRITE, _("回答を記録"), "primary"),
    ("write", CONFIDE, _("対話に書く"), ""),
    ("contact", CONTACT, _("対応を記録"), ""),
    ("parties", CONFIDE, _("相手方・利益相反"), ""),
    ("assign", ASSIGN, _("担当を決める"), ""),
    ("move", WORK, _("状態を進める"), ""),
    ("correct", WRITE, _("内容を訂正"), ""),
    ("members", WORK, _("関係者"), ""),
    ("consent", WORK, _("同意を記録"), ""),
    ("link", WORK, _("関連づけ"), ""),
    ("restrict", WRITE, _("限定の設定"), ""),
    ("wall", WALL, _("利益相反の壁"), ""),
    ("close", WORK, _("終了する"), ""),
    ("withdraw", WORK, _("取下げにする"), "quiet"),
    ("reopen", WORK, _("再開する"), ""),
)
RULE_OF = {code: wanted for code, wanted, _label, _style in _DEEDS}


def deeds(actor: Any, row: Consultation) -> list[Deed]:
    """できること — what this person may do with this case now; the only source for buttons."""
    held = granted(actor, row)
    return list(_offered(held, row))


def _offered(held: frozenset[Rule], row: Consultation) -> Iterable[Deed]:
    for code, wanted, label, style in _DEEDS:
        if wanted in held and is_possible(code, row):
            yield Deed(code, str(label), reverse(f"consultations:{code}", args=[row.number]), style=style)
