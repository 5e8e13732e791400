"""自己診断 — thirty questions a company answers about how it keeps its secrets, as often as it likes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis import questions
from madoguchi.company.diagnosis.words import Edition, Reason, Value
from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.foundation.access.roles import RUNNING_ROLES, Role
from madoguchi.foundation.vault.models import SealedField, SealedRow

ANSWERING_ROLES = (*RUNNING_ROLES, Role.HEAD)


class DiagnosisQuerySet(models.QuerySet["Diagnosis"]):
    def visible_to(self, actor: Any) -> DiagnosisQuerySet:
        """見える範囲 — of the companies whose questions one answers, and of those that show it to oneself."""
        return self.filter(_seen_by(actor, "organisation"))

    def finished(self) -> DiagnosisQuerySet:
        return self.exclude(finished_at=None)

    def with_company(self, actor: Any) -> DiagnosisQuerySet:
        """企業と前回つき — what every page of one names."""
        return self.select_related("organisation", "earlier", "begun_by", "finished_by")

    def with_answered_count(self) -> DiagnosisQuerySet:
        return self.annotate(answered_count=Count("answers"))


class Diagnosis(models.Model):
    """自己診断 — one run through the questions of one edition, by the whole company or one department.

    While it is unfinished its answers are saved page by page; a finished one is never changed. `earlier` proposes
    the answers of a new one, and is what it is compared with first.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="diagnoses")
    edition_code = models.CharField(max_length=10)
    label = models.CharField(_("対象の部署"), max_length=40, blank=True)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "label"], condition=Q(finished_at=None), name="diagnosis_unfinished_once"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="diagnosis_finished_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"diagnosis {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:detail", args=[self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)

    @property
    def edition(self) -> Edition:
        return questions.BY_CODE[self.edition_code]

    @property
    def scope(self) -> str:
        """対象 — the whole company, where no department is named."""
        return self.label or gettext("全社")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, actor: Any) -> AnswerQuerySet:
        """見える範囲 — as the diagnosis."""
        return self.filter(_seen_by(actor, "diagnosis__organisation"))


class Answer(models.Model):
    """回答 — to one question; 対象外 has no value and a reason. `version` grows, so that two writers meet."""

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=4)
    value = models.PositiveSmallIntegerField(choices=Value, null=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "question"], name="answer_once_a_question"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, reason="") | (Q(value=None) & ~Q(reason="")),
                name="answer_value_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis_id}/{self.question}"


class EvidenceNoteQuerySet(models.QuerySet["EvidenceNote"]):
    def visible_to(self, actor: Any) -> EvidenceNoteQuerySet:
        """見える範囲 — for who runs the company's room, and nobody else."""
        return self.filter(sight.own(actor, *RUNNING_ROLES, at="answer__diagnosis__organisation"))


class EvidenceNote(SealedRow):
    """証拠のメモ — where the proof of an answer lies; sealed for who runs the company's room."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="note")
    text = SealedField()

    objects = EvidenceNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"note {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.answer.diagnosis.organisation_id)


def _seen_by(actor: Any, at: str) -> Q:
    return sight.own(actor, *ANSWERING_ROLES, at=at) | sight.granted(actor, Part.DIAGNOSIS, at=at)
