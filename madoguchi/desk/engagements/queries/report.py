"""支援報告書 — headings, paragraphs and tables; whatever prints it lays out nothing but these."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.engagements.models import Engagement, FollowUp
from madoguchi.desk.engagements.queries.page import (
    READ_PAPERS,
    ShownPaper,
    ShownStage,
    ShownVisit,
    before_after,
    checks_of,
    corrections_of,
    follow_ups_of,
    homework_of,
    papers_of,
    stages_of,
    visits_of,
    were_opened,
)
from madoguchi.desk.engagements.words import Paper as VisitPaper
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.accounts.queries import profile_of
from madoguchi.foundation.core.templatetags.japanese import day, moment
from madoguchi.foundation.papers import blocks
from madoguchi.foundation.papers.blocks import Block, Heading, Paper, Text, Title
from madoguchi.foundation.vault.looks import Look

Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    caption: str
    head: list[str]
    rows: Rows


@dataclass(frozen=True)
class Section:
    """一節 — a heading, what is said under it, and its tables."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """支援報告書 — `was_opened`: something sealed stands in it."""

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    was_opened: bool


def report_of(engagement: Engagement, *, actor: Any, at: datetime) -> Report:
    """Of an engagement in sight; the reports of visits only as far as the reader opens them."""
    visits = visits_of(engagement)
    held = [one for one in visits if one.row.appointment.state == AppointmentState.DONE]
    papers = papers_of([one.row for one in held], engagement.consultation, actor=actor)
    reports = {pk: [one for one in each if one.kind == VisitPaper.REPORT] for pk, each in papers.items()}
    sections = [
        _stages(stages_of(engagement)),
        *(_visit(one, reports.get(one.row.pk, [])) for one in held),
        *_homework(engagement, at),
        *_results(engagement),
    ]
    return Report(_("支援報告書"), _facts(engagement, held), sections, were_opened(reports))


def paper_of(report: Report, office: Organisation) -> Paper:
    """書類にする — the same headings, paragraphs and tables."""
    desk = getattr(profile_of(office), "name", "") or office.name
    facts = blocks.Table((_("項目"), _("内容")), tuple(report.facts), (1, 3))
    rest = [block for section in report.sections for block in _blocks(section)]
    return Paper(report.title, (Title(report.title), Text(desk, "right"), facts, *rest), desk)


def _blocks(section: Section) -> Iterator[Block]:
    yield Heading(section.heading)
    yield from (Text(text) for text in section.paragraphs if text)
    for table in section.tables:
        yield Text(table.caption)
        yield blocks.Table(tuple(table.head), tuple(tuple(row) for row in table.rows))


def _facts(engagement: Engagement, held: list[ShownVisit]) -> list[tuple[str, str]]:
    case = engagement.consultation
    return [
        (_("受付番号"), case.number),
        (_("企業"), case.company.name if case.company else ""),
        (_("支援の期間"), f"{day(engagement.opened_at)}{_('～')}{day(engagement.closed_at)}"),
        (_("訪問の回数"), _("%(count)d回") % {"count": len(held)}),
        (_("状態"), engagement.get_state_display()),
        (_("次の見直しの日"), day(engagement.review_date)),
    ]


def _stages(stages: list[ShownStage]) -> Section:
    rows = [[one.row.title, day(one.row.begun_date), _outcome(one)] for one in stages]
    tables = [Table(_("支援の段階"), [_("段階"), _("始めた日"), _("結果")], rows)]
    rollouts = [
        [one.department, day(one.begun_date), day(one.done_date)] for stage in stages for one, _deeds in stage.rollouts
    ]
    if rollouts:
        tables.append(Table(_("社内展開"), [_("部署"), _("始めた日"), _("終えた日")], rollouts))
    return Section(_("支援の流れ"), tables=tables)


def _outcome(one: ShownStage) -> str:
    if one.row.skipped_why:
        return f"{_('飛ばした')}{_('：')}{one.row.get_skipped_why_display()}"
    return day(one.row.done_date)


def _visit(one: ShownVisit, reports: list[ShownPaper]) -> Section:
    where = one.row.appointment.get_place_display()
    told = [f"{moment(one.row.appointment.starts_at)} {where}", f"{_('出席者')}{_('：')}{_('、').join(one.people)}"]
    return Section(one.title, [*told, *_texts(reports)])


def _texts(reports: list[ShownPaper]) -> Iterator[str]:
    for one in reports:
        if one.row and one.look is not Look.OPEN:
            yield _("（訪問の報告は封がされています）")
        elif one.text:
            yield one.text


def _homework(engagement: Engagement, at: datetime) -> Iterator[Section]:
    rows = [
        [one.row.task.title, day(one.row.task.due_date), one.row.task.get_state_display()]
        for one in homework_of([engagement], at=at, is_led=False)
    ]
    if rows:
        yield Section(_("会社の宿題"), tables=[Table(_("会社の宿題"), [_("やること"), _("期日"), _("状態")], rows)])


def _results(engagement: Engagement) -> Iterator[Section]:
    rounds = follow_ups_of(engagement)
    compared = before_after(rounds)
    head = [_("尋ねたもの"), *compared.rounds]
    tables = [Table(_("整備状況の前と後"), head, [[name, *said] for name, said in compared.rows])]
    if checks := checks_of(engagement):
        tables.append(Table(_("自走の確認"), [_("項目"), _("答え")], [list(one) for one in checks]))
    yield Section(_("支援の前と後"), [told for one in rounds for told in _corrected(one)], tables)


def _corrected(row: FollowUp) -> Iterator[str]:
    """So that a reader of an earlier report sees why it says something else."""
    for one, told in corrections_of(row):
        words = {"round": row.get_months_display(), "day": day(one.at), "told": told}
        yield _("%(round)sの答えを%(day)sに訂正しました：%(told)s") % words


__all__ = ["READ_PAPERS", "Report", "Section", "Table", "paper_of", "report_of"]
