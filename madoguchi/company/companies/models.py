"""相談企業 — the companies that come to the desk: who they are, how large, and whom one may ask for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies import sight
from madoguchi.company.companies.models_merging import Apart as Apart
from madoguchi.company.companies.models_merging import ApartQuerySet as ApartQuerySet
from madoguchi.company.companies.models_merging import Merge as Merge
from madoguchi.company.companies.models_merging import MergeQuerySet as MergeQuerySet
from madoguchi.company.companies.models_merging import Spelling as Spelling
from madoguchi.foundation.core import prefectures
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.vault.models import SealedField, SealedRow


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Any) -> CompanyQuerySet:
        """見える範囲 — companies one's office came to know, and the company one belongs to."""
        return self.filter(sight.company(actor))

    def comparable_to(self, actor: Any) -> CompanyQuerySet:
        """比べられる範囲 — for the centre's manager: the facts all offices share, of companies of every office."""
        return self.filter(sight.comparable(actor))


class Company(models.Model):
    """相談企業. `folded` and `core` are for finding: see `core.folding`; identity is the 法人番号, where known.

    One that was merged points at the one it went into, which is never merged itself; nobody knows it any more, and
    its name goes on meaning the other.
    """

    name = models.CharField(_("企業名"), max_length=200)
    folded = models.CharField(max_length=220, db_index=True, editable=False)
    core = models.CharField(max_length=220, db_index=True, editable=False)
    corporate_number = models.CharField(_("法人番号"), max_length=13, null=True, blank=True, unique=True)
    prefecture = models.CharField(_("都道府県"), max_length=2, blank=True, choices=Prefecture)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    organisation = models.OneToOneField(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="company"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(corporate_number=None), name="company_merged_has_no_number"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:detail", args=[self.pk])

    def audit_stream(self) -> str:
        return f"company:{self.pk}"

    @property
    def prefecture_name(self) -> str:
        return prefectures.name(self.prefecture)


class SizeFactQuerySet(models.QuerySet["SizeFact"]):
    def visible_to(self, actor: Any) -> SizeFactQuerySet:
        """見える範囲 — what one's own office was told, through the very acquaintance it was told through."""
        return self.filter(sight.told(actor))


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
        return self.filter(sight.told(actor))


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


class Arrival(models.Model):
    """便 — rows of an office that are taken in a few at a time and are seen all at once, when `shown_at` is set."""

    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="arrivals")
    begun_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"arrival {self.pk}"

    def audit_stream(self) -> str:
        return f"arrival:{self.pk}"


class AcquaintanceQuerySet(models.QuerySet["Acquaintance"]):
    def open_to(self, actor: Any) -> AcquaintanceQuerySet:
        """What the actor may know through."""
        return self.filter(sight.acquaintance(actor))


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
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="acquaintances", db_index=False)

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | Q(person__isnull=False),
                name="acquaintance_of_office_or_person",
            )
        ]
        indexes = [
            models.Index(fields=["company", "office"], name="acquaintance_company_office"),
            models.Index(fields=["arrival"], condition=Q(arrival__isnull=False), name="acquaintance_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}<-{self.because}"


class Unacquainted(models.Model):
    """壁 — who must not know through this acquaintance (利益相反)."""

    acquaintance = models.ForeignKey(Acquaintance, models.CASCADE, related_name="walls")
    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    office = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"wall {self.pk}"
