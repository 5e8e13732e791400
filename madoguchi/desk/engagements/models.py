"""訪問支援 — a company helped on the spot, stage by stage, until it goes on by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import sight
from madoguchi.desk.consultations.words import ConsulterRole
from madoguchi.desk.engagements.words import (
    OPEN,
    Item,
    Paper,
    Readiness,
    Round,
    Said,
    SkipWhy,
    StageKind,
    State,
    Subject,
    Why,
)
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.vault.models import SealedField, SealedRow

TITLE_LENGTH = 20
ASKS_LENGTH = 200
DEPARTMENT_LENGTH = 60
PAPER_LENGTH = 10_000
LONGEST_TRAVEL = 24 * 60


class StageTemplateQuerySet(models.QuerySet["StageTemplate"]):
    def visible_to(self, actor: Any) -> StageTemplateQuerySet:
        """見える範囲 — those of the offices at whose counter one stands."""
        return self.filter(office__in=actor.organisation_ids(*COUNTER_ROLES))


class StageTemplate(models.Model):
    """段階のひな形 — of one office; until it has written any, the house's own stages are used."""

    office = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="stage_templates")
    position = models.PositiveSmallIntegerField(_("順"))
    title = models.CharField(_("段階の名前"), max_length=TITLE_LENGTH)
    asks = models.CharField(_("この段階で尋ねること"), max_length=ASKS_LENGTH, blank=True)
    kind = models.CharField(_("段階の性質"), max_length=10, choices=StageKind, default=StageKind.WORK)

    objects = StageTemplateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "position"], name="stage_template_in_order")]

    def __str__(self) -> str:
        return f"stage template {self.pk}"


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, actor: Any) -> EngagementQuerySet:
        """見える範囲 — as the card of its case."""
        return self.filter(sight.card(actor, at="consultation__"))

    def open(self) -> EngagementQuerySet:
        return self.filter(state__in=OPEN)


class Engagement(models.Model):
    """訪問支援 — of one case, with the company's consent; at most one of a case is open."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="engagements")
    state = models.PositiveSmallIntegerField(_("状態"), choices=State, default=State.UNDER_WAY)
    opened_at = models.DateTimeField(_("開始日時"))
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    consented_by = models.CharField(_("同意した人の立場"), max_length=10, choices=ConsulterRole)
    consent_date = models.DateField(_("同意を得た日"))
    closed_at = models.DateTimeField(_("終了日時"), null=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    review_date = models.DateField(_("次の見直しの日"), null=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation"], condition=Q(state__in=OPEN), name="engagement_one_open"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None) | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="engagement_closed_at_when_ended",
            ),
        ]
        indexes = [models.Index("state", F("id").desc(), name="engagement_list")]

    def __str__(self) -> str:
        return f"engagement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("engagements:detail", args=[self.consultation.number, self.pk])

    def audit_stream(self) -> str:
        return f"consultation:{self.consultation_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Turn(models.Model):
    """状態の履歴 — what became of an engagement, when, by whom and why."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="turns")
    to_state = models.PositiveSmallIntegerField(choices=State)
    why = models.CharField(_("理由"), max_length=10, choices=Why, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.engagement_id}->{self.to_state}"


class StageQuerySet(models.QuerySet["Stage"]):
    def visible_to(self, actor: Any) -> StageQuerySet:
        """見える範囲 — as the card of its case."""
        return self.filter(sight.card(actor, at="engagement__consultation__"))


class Stage(models.Model):
    """段階 — one step of an engagement, copied from the template and fitted to the company."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("順"))
    title = models.CharField(_("段階の名前"), max_length=TITLE_LENGTH)
    asks = models.CharField(_("この段階で尋ねること"), max_length=ASKS_LENGTH, blank=True)
    kind = models.CharField(_("段階の性質"), max_length=10, choices=StageKind, default=StageKind.WORK)
    begun_date = models.DateField(_("始めた日"), null=True)
    done_date = models.DateField(_("終えた日"), null=True)
    skipped_why = models.CharField(_("飛ばす理由"), max_length=10, choices=SkipWhy, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_date=None) | Q(begun_date__isnull=False, done_date__gte=F("begun_date")),
                name="stage_done_after_begun",
            ),
            models.CheckConstraint(
                condition=Q(skipped_why="") | Q(begun_date=None, done_date=None), name="stage_skipped_or_done"
            ),
        ]

    def __str__(self) -> str:
        return f"stage {self.pk}"

    def audit_stream(self) -> str:
        return f"consultation:{self.engagement.consultation_id}"

    @property
    def is_settled(self) -> bool:
        """片付いた — done or skipped."""
        return bool(self.done_date or self.skipped_why)

    @property
    def is_begun(self) -> bool:
        return self.begun_date is not None and self.done_date is None


class RolloutQuerySet(models.QuerySet["Rollout"]):
    def visible_to(self, actor: Any) -> RolloutQuerySet:
        """見える範囲 — as the card of its case."""
        return self.filter(sight.card(actor, at="stage__engagement__consultation__"))


class Rollout(models.Model):
    """展開 — one department, or one round, in which what was made comes into use."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="rollouts")
    department = models.CharField(_("部署"), max_length=DEPARTMENT_LENGTH)
    begun_date = models.DateField(_("始めた日"))
    done_date = models.DateField(_("終えた日"), null=True)

    objects = RolloutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "department"], name="rollout_once_a_department"),
            models.CheckConstraint(
                condition=Q(done_date=None) | Q(done_date__gte=F("begun_date")), name="rollout_done_after_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"rollout {self.pk}"

    def audit_stream(self) -> str:
        return f"consultation:{self.stage.engagement.consultation_id}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, actor: Any) -> VisitQuerySet:
        """見える範囲 — as the card of its case."""
        return self.filter(sight.card(actor, at="engagement__consultation__"))

    def standing(self) -> VisitQuerySet:
        """取り消されていない訪問."""
        return self.exclude(appointment__state=AppointmentState.CANCELLED)


class Visit(models.Model):
    """訪問 — an appointment, and what beside it belongs to a visit.

    When, where, who, and whether it was held or called off are the appointment's to say. Its number follows from
    the order of those not called off, so none is ever missing.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="visits")
    appointment = models.OneToOneField("appointments.Appointment", models.PROTECT, related_name="visit")
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, related_name="visits", verbose_name=_("段階"))
    travel_minutes = models.PositiveSmallIntegerField(_("移動時間（往復、分）"), null=True)

    objects = VisitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"visit {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("engagements:visit", args=[self.engagement.consultation.number, self.pk])

    def audit_stream(self) -> str:
        return f"consultation:{self.engagement.consultation_id}"


class VisitPaper(SealedRow):
    """訪問の書きもの — preparation, agenda, notes or report of one visit; sealed for the people of the case."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="papers")
    kind = models.CharField(_("種類"), max_length=12, choices=Paper)
    text = SealedField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "kind"], name="visit_paper_once")]

    def __str__(self) -> str:
        return f"visit paper {self.pk}"


class Guest(models.Model):
    """訪問に招いた専門家 — the membership of the case that lasts until the visit's day."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="guests")
    member = models.OneToOneField("consultations.Member", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"guest {self.pk}"


class HomeworkQuerySet(models.QuerySet["Homework"]):
    def visible_to(self, actor: Any) -> HomeworkQuerySet:
        """見える範囲 — as the card of its case; what else the company has to do is nobody's here."""
        return self.filter(sight.card(actor, at="visit__engagement__consultation__"))


class Homework(models.Model):
    """宿題 — what a visit asked the company to do: the company's own task, reached by the desk through this row."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="homework")
    task = models.OneToOneField("todo.Task", models.CASCADE, related_name="+")

    objects = HomeworkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"homework {self.pk}"

    def audit_stream(self) -> str:
        return f"consultation:{self.visit.engagement.consultation_id}"


class Check(models.Model):
    """自走の確認の一項目."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="checks")
    item = models.CharField(max_length=12, choices=Item)
    said = models.CharField(max_length=4, choices=Said)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "item"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.item}:{self.said}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Any) -> FollowUpQuerySet:
        """見える範囲 — as the card of its case."""
        return self.filter(sight.card(actor, at="engagement__consultation__"))

    def due(self, day: date) -> FollowUpQuerySet:
        return self.filter(answered_at=None, due_date__lte=day)


class FollowUp(models.Model):
    """その後の確認 — before the support, and 6 and 12 months after its end; answered once."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("時期"), choices=Round)
    due_date = models.DateField(_("期日"))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "months"], name="follow_up_once")]
        indexes = [models.Index("due_date", condition=Q(answered_at=None), name="follow_up_due")]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


class Standing(models.Model):
    """整備状況の答え — of one subject at one time."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="standings")
    subject = models.CharField(max_length=12, choices=Subject)
    readiness = models.CharField(max_length=14, choices=Readiness)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "subject"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.subject}:{self.readiness}"


class AnswerChange(models.Model):
    """答えの訂正 — what was recorded wrongly: [subject, before, after] each, who corrected it and when."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="corrections")
    changes = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"answer change {self.pk}"
