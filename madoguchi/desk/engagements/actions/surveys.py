"""整備状況 — asked before the support, and again 6 and 12 months after its end; corrected where it was mistaken."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.engagements.actions.rows import AtField, led, turn
from madoguchi.desk.engagements.days import due_after
from madoguchi.desk.engagements.models import AnswerChange, Engagement, FollowUp, Standing
from madoguchi.desk.engagements.words import AFTERWARDS, Answers, Readiness, StageKind, State, Subject
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal


@transaction.atomic
def answer(*, follow_up: FollowUp, answers: Answers, by: Person, at: datetime) -> FollowUp:
    """答えを記録する — once; after the last one the company runs by itself. In a case that has ended, too."""
    engagement = led(follow_up.engagement, by=by)
    row = engagement.follow_ups.select_for_update().get(pk=follow_up.pk)
    if row.answered_at:
        raise Refusal(_("この確認の答えは、すでに記録されています。"))
    row.answered_at, row.answered_by = at, by
    row.save(update_fields=["answered_at", "answered_by"])
    keep_answers(row, answers)
    diary.record("engagements.answer", engagement, by=by, at=at)
    if not engagement.follow_ups.filter(answered_at=None).exists():
        engagement.stages.filter(kind=StageKind.FOLLOW, skipped_why="").update(done_date=day_of(at))
        turn(engagement, State.SELF_RUNNING, by=by, at=at)
    return row


@transaction.atomic
def correct(*, follow_up: FollowUp, answers: Answers, seen: int, by: Person, at: datetime) -> FollowUp:
    """答えを訂正する — the earlier answers stay readable; when and by whom they were given stays as it was.

    `seen`: how many corrections the page showed. In a case that has ended, too. Raises Conflict, Refusal.
    """
    engagement = led(follow_up.engagement, by=by)
    row = engagement.follow_ups.select_for_update().get(pk=follow_up.pk)
    if row.answered_at is None:
        raise Refusal(_("まだ答えのない確認は、訂正できません。先に答えを記録してください。"))
    if row.corrections.count() != seen:
        raise Conflict(_("ほかの人が先に訂正しました。ページを開き直して、いまの答えを確かめてください。"))
    changes = _changed(row, answers)
    for subject, _before, after in changes:
        Standing.objects.update_or_create(follow_up=row, subject=subject, defaults={"readiness": after})
    AnswerChange.objects.create(follow_up=row, changes=changes, at=at, by=by)
    diary.record("engagements.correct", engagement, by=by, at=at)
    return row


def keep_answers(row: FollowUp, answers: Answers) -> None:
    """Every subject with one of the five answers."""
    _require_every(answers)
    Standing.objects.bulk_create(
        Standing(follow_up=row, subject=subject, readiness=answers[subject]) for subject in Subject
    )


def ask_afterwards(engagement: Engagement, closed: date) -> None:
    """The checks to come, on business days of the office."""
    office = engagement.consultation.office
    FollowUp.objects.bulk_create(
        FollowUp(engagement=engagement, months=one, due_date=due_after(closed, one, office=office))
        for one in AFTERWARDS
    )


def _require_every(answers: Answers) -> None:
    for subject in Subject:
        if answers.get(subject) not in Readiness.values:
            raise AtField(subject.value, _("「%(subject)s」の答えを選んでください。") % {"subject": subject.label})


def _changed(row: FollowUp, answers: Answers) -> list[list[str]]:
    """Subject, answer before and after, of those that differ. Raises Refusal where none does."""
    _require_every(answers)
    before = dict(row.standings.values_list("subject", "readiness"))
    pairs = [(one.value, before.get(one.value, ""), answers[one]) for one in Subject]
    found = [[subject, old, new] for subject, old, new in pairs if old != new]
    if not found:
        raise Refusal(_("前と違う答えがありません。直す答えを選んでください。"))
    return found
