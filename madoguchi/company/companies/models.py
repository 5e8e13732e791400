"""相談企業 — the companies that come to the desk: who they are, how large, and whom one may ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, Role
from madoguchi.foundation.core import prefectures
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.vault.models import SealedField, SealedRow


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Any) -> CompanyQuerySet:
        """見える範囲 — companies one's office came to know, and the company one belongs to."""
        known = Acquaintance.objects.open_to(actor).filter(company=OuterRef("pk"))
        own = actor.organisation_ids(*COMPANY_ROLES)
        return self.filter(Exists(known) | Q(organisation__in=own)) if own else self.filter(Exists(known))


class Company(models.Model):
    """相談企業. `folded` and `core` are for finding: see `core.folding`; identity is the 法人番号, where known."""

    name = models.CharField(_("企業名"), max_length=200)
    folded = models.CharField(max_length=220, db_index=True, editable=False)
    core = models.CharField(max_length=220, db_index=True, editable=False)
    corporate_number = models.CharField(_("法人番号"), max_length=13, null=True, blank=True, unique=True)
    prefecture = models.CharField(_("都道府県"), max_length=2, blank=True, choices=Prefecture)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    organisation = models.OneToOneField(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="company"
    )
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = CompanyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:detail", args=[self.pk])

    def audit_stream(self) -> str:
        return f"company:{self.pk}"

    @property
    def prefecture_name(self) -> str:
        return prefectures.name(self.prefecture)


def _told_through(actor: Any) -> Q:
    """Who comes to know a company some other way learns nothing that was told behind a wall or in a 限定 case."""
    known = Acquaintance.objects.open_to(actor)
    return Q(Exists(known.filter(company=OuterRef("company"), because=OuterRef("because"))))


class SizeFactQuerySet(models.QuerySet["SizeFact"]):
    def visible_to(self, actor: Any) -> SizeFactQuerySet:
        """見える範囲 — what one's own office was told, through the very acquaintance it was told through."""
        staff = actor.organisation_ids(*COUNTER_ROLES)
        return self.filter(_told_through(actor), office__in=staff) if staff else self.none()


class SizeFact(models.Model):
    """規模 — capital (yen), regular employees (persons) and industry class of one fiscal year, as far as known.

    Each office keeps what it was told, and `because` says through which acquaintance: across offices a 法人番号
    answers name and address, nothing else.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="size_facts")
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    because = models.CharField(max_length=80)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    capital_yen = models.PositiveBigIntegerField(_("資本金（円）"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("常時使用する従業員数"), null=True, blank=True)
    industry = models.CharField(_("業種"), max_length=4, blank=True)

    objects = SizeFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "office", "because", "fiscal_year"], name="size_fact_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.fiscal_year}"

    def audit_stream(self) -> str:
        return f"company:{self.company_id}"


class ContactPersonQuerySet(models.QuerySet["ContactPerson"]):
    def visible_to(self, actor: Any) -> ContactPersonQuerySet:
        """見える範囲 — as size facts."""
        staff = actor.organisation_ids(*COUNTER_ROLES)
        return self.filter(_told_through(actor), office__in=staff) if staff else self.none()


class ContactPerson(SealedRow):
    """企業の連絡先 — whom to ask for at a company; sealed for the counter of the office that was told.

    (Whom to call back about a case is that case's `Caller`.)
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="contacts")
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    because = models.CharField(max_length=80)
    name = SealedField()
    phone = SealedField()
    email = SealedField()
    added_at = models.DateTimeField()

    objects = ContactPersonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contact {self.pk}"

    def audit_stream(self) -> str:
        return f"company:{self.company_id}"


class AcquaintanceQuerySet(models.QuerySet["Acquaintance"]):
    def open_to(self, actor: Any) -> AcquaintanceQuerySet:
        """What the actor may know through: the office's, or one's own for its time and at its office, minus walls."""
        staff = actor.organisation_ids(*COUNTER_ROLES)
        managed = actor.organisation_ids(Role.MANAGER)
        if not staff:
            return self.none()
        offices = Q(person=None, office__in=staff, is_managers_only=False) | Q(person=None, office__in=managed)
        return self.filter(offices | _of(actor, staff, timezone.localdate())).exclude(_walled(actor, staff))


def _of(actor: Any, staff: frozenset[int], day: date) -> Q:
    in_time = (Q(from_date=None) | Q(from_date__lte=day)) & (Q(until_date=None) | Q(until_date__gte=day))
    return Q(person=actor.pk) & (Q(office=None) | Q(office__in=staff)) & in_time


def _walled(actor: Any, staff: frozenset[int]) -> Q:
    walls = Unacquainted.objects.filter(acquaintance=OuterRef("pk"))
    return Q(Exists(walls.filter(Q(person=actor.pk) | Q(office__in=staff))))


class Acquaintance(models.Model):
    """面識 — why an office (or one person of it) may know that this company comes to the desk.

    `because` names the case or the registration ("consultations.Consultation:12"); a 限定 case makes a company known
    to its members and managers only, so that a colleague's suggestions do not give it away. A person's own
    acquaintance holds while the person stands at that office's counter, between the dates.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="acquaintances")
    because = models.CharField(max_length=80, db_index=True)
    office = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    is_managers_only = models.BooleanField(default=False)
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    from_date = models.DateField(null=True)
    until_date = models.DateField(null=True)

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | Q(person__isnull=False),
                name="acquaintance_of_office_or_person",
            )
        ]
        indexes = [models.Index(fields=["company", "office"], name="acquaintance_company_office")]

    def __str__(self) -> str:
        return f"{self.company_id}<-{self.because}"


class Unacquainted(models.Model):
    """壁 — who must not know through this acquaintance (利益相反)."""

    acquaintance = models.ForeignKey(Acquaintance, models.CASCADE, related_name="walls")
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    office = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"wall {self.pk}"
