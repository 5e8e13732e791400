"""Who may do what with a consultation. (Which ones one sees: `visible_to` in models.)"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import Consultation, Glass, Member, Referral, Wall
from madoguchi.desk.consultations.states import MOVES, REOPENABLE
from madoguchi.desk.consultations.states import may_follow as may_follow
from madoguchi.desk.consultations.words import MemberKind, Part, State
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, Role
from madoguchi.foundation.access.rules import Rule, rule

READ = rule("consultations.read", Role.ADVISER, Role.MANAGER, Role.EXPERT)
LOG = rule("consultations.log", *COUNTER_ROLES)
EXPORT = rule("consultations.export", *COUNTER_ROLES)
ASSIGN = rule("consultations.assign", *COUNTER_ROLES)
CONTACT = rule("consultations.contact", *COUNTER_ROLES)
WORK = rule("consultations.work", *COUNTER_ROLES)
WRITE = rule("consultations.write", *COUNTER_ROLES)
REFER = rule("consultations.refer", *COUNTER_ROLES)
ACCEPT_REFERRAL = rule("consultations.accept_referral", *COUNTER_ROLES)
DECLINE_REFERRAL = rule("consultations.decline_referral", *COUNTER_ROLES)
RETURN_REFERRAL = rule("consultations.return_referral", *COUNTER_ROLES)
REFERRALS = rule("consultations.referrals", *COUNTER_ROLES)
WALL = rule("consultations.wall", Role.MANAGER)
CONFIDE = rule("consultations.confide", *COUNTER_ROLES, Role.EXPERT)
FILES = rule("consultations.files", *COUNTER_ROLES, Role.EXPERT)
ATTACH = rule("consultations.attach", *COUNTER_ROLES, Role.EXPERT)
CALL_BACK = rule("consultations.call_back", *COUNTER_ROLES, Role.EXPERT)
NAME_PARTY = rule("consultations.name_party", *COUNTER_ROLES, Role.EXPERT)
HEAR = rule("consultations.hear", *COUNTER_ROLES, Role.EXPERT)
SEND = rule("consultations.send", *COUNTER_ROLES)
PAST = rule("consultations.past", *COUNTER_ROLES)
CALLER = rule("consultations.caller", *COUNTER_ROLES)
TRACE = rule("consultations.trace", *COUNTER_ROLES)
BREAK_GLASS = rule("consultations.break_glass", Role.MANAGER)
END_GLASS = rule("consultations.end_glass", Role.MANAGER)
TAKE_OUT = rule("consultations.take_out", *COUNTER_ROLES)
MINE = rule("consultations.mine", *COMPANY_ROLES)


HANDED_OVER = frozenset({Part.THREAD, Part.FILES, Part.CALLER})  # to a partner, or through broken glass


@dataclass(frozen=True)
class Standing:
    """立場 — how one person stands to one case today; `is_glass`: the glass is broken, which is for reading alone.

    `shown`: the parts that an expert is shown. `referrals`: the open ones to offices at whose counter the person
    stands.
    """

    is_counter: bool
    is_manager: bool
    is_close: bool
    is_expert: bool
    shown: frozenset[Part]
    is_glass: bool
    is_walled: bool
    is_nobodys: bool
    is_partner: bool
    referrals: tuple[Referral, ...]

    def sees_card(self, row: Consultation) -> bool:
        if self.is_walled:
            return False
        return self.is_expert or bool(self.referrals) or self.serves(row)

    def serves(self, row: Consultation) -> bool:
        """At the counter of the case's office, and not shut out by 限定 or a wall."""
        opened = not row.is_restricted or self.is_manager or self.is_close
        return self.is_counter and opened and not self.is_walled

    def is_let_in(self, row: Consultation) -> bool:
        """The gist is this person's to read and to work with."""
        if self.is_walled:
            return False
        return Part.GIST in self.shown or (self.is_counter and (not row.is_restricted or self.is_close))

    def reads_gist(self, row: Consultation) -> bool:
        is_shown = self.is_glass or any(referral.shows_gist for referral in self.referrals)
        return self.is_let_in(row) or (is_shown and not self.is_walled)

    @property
    def parts(self) -> frozenset[Part]:
        """What was confided, to work with: all to owner and members, to experts for their time what they are shown,
        to partners what a referral hands over; nothing to a colleague, or to a manager as such.
        """
        if self.is_walled:
            return frozenset()
        if self.is_close:
            return frozenset(Part)
        handed = self.is_partner and any(one.is_accepted and one.shows_thread for one in self.referrals)
        return self.shown | (HANDED_OVER if handed else frozenset())

    @property
    def is_confidant(self) -> bool:
        """Does the conversation take this person in?"""
        return Part.THREAD in self.parts

    @property
    def may_break_glass(self) -> bool:
        """Where it would give something, and there is somebody to tell: a case that is nobody's is put in charge."""
        shut = self.is_confidant or self.is_glass or self.is_walled or self.is_nobodys
        return self.is_manager and not shut


def standing(actor: Any, row: Consultation) -> Standing:
    """Reads `row.members`, `row.walls`, for managers `row.glasses` and for other offices `row.referrals` once each;
    `bring_people` brings them.
    """
    held = actor.organisation_ids(*COUNTER_ROLES, Role.EXPERT)
    members = _members_today(row)
    mine = [member for member in members if member.person_id == actor.pk]
    kinds = {member.kind for member in mine}
    staffed = actor.organisation_ids(*COUNTER_ROLES)
    is_counter = row.office_id in staffed
    is_manager = row.office_id in actor.organisation_ids(Role.MANAGER)
    as_expert = [one for one in mine if one.kind == MemberKind.EXPERT] if actor.organisation_ids(Role.EXPERT) else []
    return Standing(
        is_counter=is_counter,
        is_manager=is_manager,
        is_close=is_counter and (row.owner_id == actor.pk or MemberKind.MEMBER in kinds),
        is_expert=bool(as_expert),
        shown=frozenset().union(*(one.parts for one in as_expert)),
        is_glass=is_manager and _has_broken_glass(actor, row),
        is_walled=any(wall.person_id == actor.pk or wall.office_id in held for wall in walls_of(row)),
        is_nobodys=row.owner_id is None and all(one.kind == MemberKind.CONSULTER for one in members),
        is_partner=MemberKind.PARTNER in kinds,
        referrals=_referred_to(staffed - {row.office_id}, row),
    )


def _referred_to(offices: frozenset[int], row: Consultation) -> tuple[Referral, ...]:
    if not offices:
        return ()
    return tuple(one for one in referrals_of(row) if one.is_open and one.to_office_id in offices)


def _members_today(row: Consultation) -> list[Member]:
    today = timezone.localdate()
    return [member for member in members_of(row) if member.is_on(today)]


def may_have(row: Any, what: str) -> bool:
    """あるかもしれない — a case that came along `whole_for` says itself what hangs on it; any other may have all."""
    return bool(getattr(row, f"has_{what}", True))


def members_of(row: Any) -> Iterable[Member]:
    return row.members.all() if may_have(row, "members") else ()


def walls_of(row: Any) -> Iterable[Wall]:
    return row.walls.all() if may_have(row, "walls") else ()


def glasses_of(row: Any) -> Iterable[Glass]:
    return row.glasses.all() if may_have(row, "glasses") else ()


def referrals_of(row: Any) -> Iterable[Referral]:
    return row.referrals.all() if may_have(row, "referrals") else ()


def _has_broken_glass(actor: Any, row: Consultation) -> bool:
    now = timezone.now()
    return any(glass.broken_by_id == actor.pk and glass.is_in_force(now) for glass in glasses_of(row))


def granted(actor: Any, row: Consultation) -> frozenset[Rule]:
    """許可 — the rules of this room that admit the actor to this very case."""
    if not actor.is_authenticated:
        return frozenset()
    here = standing(actor, row)
    rules = {READ} if here.sees_card(row) else set()
    rules |= _confidants_rules(here)
    if not here.is_walled:
        rules |= _partners_rules(here)
    if here.is_counter and here.is_let_in(row):
        rules.add(PAST)
    if here.serves(row):
        rules |= {ASSIGN, CONTACT} | _working_rules(here, row) | _glass_rules(here)
    return frozenset(rules)


_READING = {Part.THREAD: HEAR, Part.FILES: FILES, Part.CALLER: CALL_BACK}
_WRITING = {Part.THREAD: CONFIDE, Part.FILES: ATTACH, Part.PARTIES: NAME_PARTY}


def _confidants_rules(here: Standing) -> set[Rule]:
    rules = {of_part[part] for of_part in (_READING, _WRITING) for part in here.parts & of_part.keys()}
    return rules | {SEND, CALLER, TRACE, TAKE_OUT} if here.is_close and not here.is_walled else rules


def _partners_rules(here: Standing) -> set[Rule]:
    """At the counter of the other office: to answer what was sent; who took it on gives it back."""
    rules = {RETURN_REFERRAL} if here.is_partner and any(one.is_accepted for one in here.referrals) else set()
    if any(not one.is_accepted for one in here.referrals):
        rules |= {ACCEPT_REFERRAL, DECLINE_REFERRAL}
    return rules


def _glass_rules(here: Standing) -> set[Rule]:
    if here.may_break_glass:
        return {BREAK_GLASS}
    return {*(_READING[part] for part in HANDED_OVER), TRACE, END_GLASS} if here.is_glass else set()


def _working_rules(here: Standing, row: Consultation) -> set[Rule]:
    rules = {WALL} if here.is_manager else set()
    if here.is_manager or here.is_close or row.owner_id is None:
        rules |= {WORK, WRITE, REFER} if here.is_let_in(row) else {WORK}
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
        "refer": row.is_open and row.owner_id is not None,
        "refer_outside": row.is_open,
        "accept_referral": row.is_open,
    }
    return possible.get(code, True)


_DEEDS: tuple[tuple[str, Rule, Promise, str], ...] = (
    ("answer", WRITE, _("回答を記録"), "primary"),
    ("accept_referral", ACCEPT_REFERRAL, _("連携を引き受ける"), "primary"),
    ("decline_referral", DECLINE_REFERRAL, _("連携を辞退する"), ""),
    ("return_referral", RETURN_REFERRAL, _("報告して連携を終える"), ""),
    ("write", CONFIDE, _("対話に書く"), ""),
    ("attach", ATTACH, _("ファイルを加える"), ""),
    ("contact", CONTACT, _("対応を記録"), ""),
    ("parties", NAME_PARTY, _("相手方・利益相反"), ""),
    ("assign", ASSIGN, _("担当を決める"), ""),
    ("move", WORK, _("状態を進める"), ""),
    ("correct", WRITE, _("内容を訂正"), ""),
    ("caller", CALLER, _("連絡先を直す"), ""),
    ("members", WORK, _("関係者"), ""),
    ("consent", WORK, _("同意を記録"), ""),
    ("link", WORK, _("関連づけ"), ""),
    ("refer", REFER, _("ほかの窓口と連携"), ""),
    ("refer_outside", SEND, _("他機関に紹介"), ""),
    ("restrict", WRITE, _("限定の設定"), ""),
    ("wall", WALL, _("利益相反の壁"), ""),
    ("break_glass", BREAK_GLASS, _("緊急に開く"), ""),
    ("end_glass", END_GLASS, _("緊急閲覧を終える"), ""),
    ("take_out", TAKE_OUT, _("相談を持ち出す"), ""),
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
