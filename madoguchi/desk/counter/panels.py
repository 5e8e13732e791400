"""What the counter's pages lay out: counts on top of the day, deeds and card of a case (which came `whole_for`)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.desk.appointments import access as appointments
from madoguchi.desk.consultations import access as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    CloseReason,
    ConsulterKind,
    ConsulterRole,
    Outcome,
    State,
    Urgency,
)
from madoguchi.desk.counter.queries import SHOWN, Story, Today
from madoguchi.desk.engagements import access as engagements
from madoguchi.desk.engagements.queries import newest_of
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.core.language import word
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize, Judgement
from madoguchi.foundation.core.templatetags.japanese import day, moment

EVERY_DAY = (
    "accept_referral",
    "decline_referral",
    "return_referral",
    "answer",
    "write",
    "contact",
    "book",
    "engagement",
    "assign",
    "move",
    "close",
    "reopen",
)

Facts = list[tuple[str, Any]]


@dataclass(frozen=True)
class Count:
    label: str
    anchor: str
    number: int
    is_alarm: bool = False

    @property
    def shown(self) -> str:
        return f"{SHOWN}+" if self.number > SHOWN else str(self.number)


def counts(today: Today) -> list[Count]:
    rows = [
        Count(_("期日超過"), "overdue", len(today.overdue), bool(today.overdue)),
        Count(_("今日が期日"), "due", len(today.due)),
        Count(_("今日の予約"), "appointments", len(today.appointments)),
        Count(_("新着"), "new", len(today.new)),
        Count(_("自分の担当"), "mine", len(today.mine)),
        Count(_("返事待ち"), "waiting", len(today.waiting)),
    ]
    if today.follow_ups:
        rows.append(Count(_("その後の確認"), "follow-ups", len(today.follow_ups)))
    return [Count(_("緊急"), "urgent", len(today.urgent), True), *rows] if today.urgent else rows


@dataclass(frozen=True)
class Deeds:
    """できること — what one does every day, and the rest behind a fold."""

    every_day: list[Deed]
    seldom: list[Deed]


def deeds(actor: Any, case: Consultation) -> Deeds:
    visits = engagements.deeds_of_case(actor, case, newest_of(case))
    offered = [*consultations.deeds(actor, case), *appointments.deeds_of_case(actor, case), *visits]
    by_code = {deed.code: deed for deed in offered}
    return Deeds(
        every_day=[by_code[code] for code in EVERY_DAY if code in by_code],
        seldom=[deed for deed in offered if deed.code not in EVERY_DAY],
    )


def card(case: Any, story: Story) -> Facts:
    """カード — the open facts of a case, in the order one asks for them."""
    return [
        *_consulter(case),
        (_("企業規模"), word(EnterpriseSize, case.size)),
        (_("都道府県"), word(Prefecture, case.prefecture)),
        (_("相談者の立場"), word(ConsulterRole, case.consulter_role)),
        *_categories(case, story),
        (_("期限"), day(case.deadline_date)),
        (_("集計区分"), story.group),
        *_ending(case),
        *_reception(case),
        *([(_("移行元"), case.source)] if case.source else []),
    ]


def size_reason(case: Consultation, judgement: Judgement | None) -> str:
    """Why that size: only where the facts known today give the size the case was taken in with."""
    return judgement.explain() if judgement and judgement.size == case.size else ""


@dataclass(frozen=True)
class Sheet:
    """相談記録票の見出し部分 — what a reader of the paper asks first: short facts in columns, long ones in lines."""

    short: Facts
    long: Facts


def sheet(case: Any, story: Story) -> Sheet:
    given = [label for label, is_given in story.consents if is_given]
    return Sheet(
        short=[
            (_("受付番号"), case.number),
            (_("受付日時"), moment(case.received_at)),
            (_("方法"), word(Channel, case.channel)),
            (_("企業規模"), word(EnterpriseSize, case.size)),
            (_("立場"), word(ConsulterRole, case.consulter_role)),
            (_("期限"), day(case.deadline_date)),
            (_("状態"), word(State, case.state)),
            (_("緊急度"), word(Urgency, case.urgency)),
            *_ending(case),
        ],
        long=[
            (_("担当"), case.owner_name or ""),
            *_consulter(case),
            *_categories(case, story),
            (_("同意"), _("、").join(given)),
        ],
    )


def _reception(case: Any) -> Facts:
    return [
        (_("受付日時"), moment(case.received_at)),
        (_("方法"), word(Channel, case.channel)),
        (_("窓口"), case.office_name),
        (_("担当"), case.owner_name or ""),
    ]


def _consulter(case: Any) -> Facts:
    return [(_("相談者"), case.company_name or word(ConsulterKind, case.consulter_kind))]


def _categories(case: Consultation, story: Story) -> Facts:
    return [(_("相談区分"), word(Category, case.category)), (_("従たる区分"), _("、").join(story.secondary))]


def _ending(case: Consultation) -> Facts:
    if not case.closed_at:
        return []
    return [
        (_("終了日時"), moment(case.closed_at)),
        (_("結果"), _("、").join(filter(None, [word(Outcome, case.outcome), word(CloseReason, case.close_reason)]))),
    ]
