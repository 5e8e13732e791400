"""関係者と壁 — who belongs to a case, what an expert is shown of it, and who must not know of it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.words import MemberKind, Part


class MemberQuerySet(models.QuerySet["Member"]):
    def not_over(self, day: date) -> MemberQuerySet:
        """Of that day or of a day to come."""
        return self.filter(Q(until_date=None) | Q(until_date__gte=day), removed_at=None)

    def confided_in(self) -> MemberQuerySet:
        """打ち明けられる人 — without experts who are shown nothing that is sealed."""
        parts = Q(shows_thread=True) | Q(shows_files=True) | Q(shows_caller=True) | Q(shows_parties=True)
        return self.filter(~Q(kind=MemberKind.EXPERT) | parts)

    def on(self, day: date) -> MemberQuerySet:
        return self.not_over(day).filter(from_date__lte=day)


class Member(models.Model):
    """関係者 — who belongs to the case beside its owner: members, experts for a period, the consulter, partners.

    `shows_*`: the parts of the case that an expert is shown; of others their kind says what they read.
    """

    consultation = models.ForeignKey("consultations.Consultation", models.CASCADE, related_name="members")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="case_memberships")
    kind = models.CharField(_("立場"), max_length=10, choices=MemberKind)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)
    shows_gist = models.BooleanField(_("要旨"), default=True)
    shows_thread = models.BooleanField(_("対話"), default=True)
    shows_files = models.BooleanField(_("ファイル"), default=True)
    shows_caller = models.BooleanField(_("相談者の連絡先"), default=True)
    shows_parties = models.BooleanField(_("相手方"), default=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "person", "kind"], condition=Q(removed_at=None), name="case_member_once"
            )
        ]
        indexes = [  # holds all that sight asks of a member
            models.Index(
                fields=["person", "kind", "until_date", "from_date", "consultation"],
                condition=Q(removed_at=None),
                name="case_member_seated",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}:{self.kind}"

    @property
    def parts(self) -> frozenset[Part]:
        return frozenset(part for part in Part if getattr(self, part.column))

    @property
    def parts_shown(self) -> list[str]:
        """見せる部分 — by name, of an expert; of others nothing needs to be said."""
        return [str(part.label) for part in Part if self.kind == MemberKind.EXPERT and part in self.parts]

    def is_on(self, day: date) -> bool:
        """The same as `MemberQuerySet.on`, for a row at hand."""
        ended = self.until_date is not None and self.until_date < day
        return self.removed_at is None and self.from_date <= day and not ended


class Wall(models.Model):
    """壁（利益相反） — a person or an office that must not know of this case, whatever else holds."""

    consultation = models.ForeignKey("consultations.Consultation", models.CASCADE, related_name="walls")
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    office = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, office__isnull=False) | Q(person__isnull=False, office=None),
                name="wall_for_person_or_office",
            )
        ]

    def __str__(self) -> str:
        return f"wall {self.pk}"
