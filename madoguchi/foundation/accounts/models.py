"""人・所属・窓口 — who stands at the desk, where they belong, and from when until when."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES, Role

SECOND_FACTORS = ("totp", "webauthn")
MANAGING_ROLES = (Role.MANAGER, Role.OPERATOR)
_HAS_FACTOR = "EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = {person} AND f.type IN ({factors}))"


class OrganisationKind(models.TextChoices):
    CENTRE = "centre", _("中央窓口")
    WINDOW = "window", _("地域窓口")
    COMPANY = "company", _("企業")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def offices(self) -> OrganisationQuerySet:
        return self.exclude(kind=OrganisationKind.COMPANY)

    def companies(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.COMPANY)

    def managed_by(self, actor: Any) -> OrganisationQuerySet:
        """人を預かる所属先 — a manager's own offices, every office for an operator; the company one runs."""
        in_hand = Q(pk__in=actor.organisation_ids(*RUNNING_ROLES), kind=OrganisationKind.COMPANY)
        offices = ~Q(kind=OrganisationKind.COMPANY)
        if not actor.organisation_ids(Role.OPERATOR):
            offices &= Q(pk__in=actor.organisation_ids(Role.MANAGER))
        return self.filter(in_hand | offices)

    def lived_in_by(self, actor: Any) -> OrganisationQuerySet:
        """自社 — the companies in which the actor holds a role today."""
        return self.companies().filter(pk__in=actor.organisation_ids(*COMPANY_ROLES))

    def run_by(self, actor: Any) -> OrganisationQuerySet:
        """預かる自社 — the companies that the actor runs today."""
        return self.companies().filter(pk__in=actor.organisation_ids(*RUNNING_ROLES))


class Organisation(models.Model):
    """所属先 — anything a person can belong to: the centre, a regional window, a company."""

    kind = models.CharField(_("種別"), max_length=10, choices=OrganisationKind)
    name = models.CharField(_("名称"), max_length=200)
    code = models.CharField(_("窓口番号"), max_length=2, blank=True)
    prefecture = models.CharField(_("都道府県"), max_length=2, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organisation_code_once"),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="centre"), name="organisation_one_centre"),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_stream(self) -> str:
        """What is done and looked at in a company's own room stands in one stream, which the company reads."""
        return room_stream(self.pk) if self.is_company else f"accounts.Organisation:{self.pk}"

    @property
    def is_company(self) -> bool:
        return self.kind == OrganisationKind.COMPANY

    @property
    def roles(self) -> tuple[Role, ...]:
        """役割 — those one may hold there."""
        return COMPANY_ROLES if self.is_company else OFFICE_ROLES


def room_stream(organisation: int) -> str:
    """日誌の名 — of everything in a company's room, so that the company reads who looked and who did what."""
    return f"company-room:{organisation}"


class OfficeManager(models.Manager["Organisation"]):
    def get_queryset(self) -> models.QuerySet[Organisation]:
        return super().get_queryset().exclude(kind=OrganisationKind.COMPANY)


class Office(Organisation):
    """窓口 — the centre (code 00) and the 47 regional windows (code = prefecture)."""

    objects = OfficeManager()  # type: ignore[misc, assignment]

    class Meta:
        proxy = True


class Installation(models.Model):
    """設置 — one row that says what this database is; the demo mark is set in an empty database only."""

    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="installation_one_row")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "desk"


class DeskProfileQuerySet(models.QuerySet["DeskProfile"]):
    def written_by(self, actor: Any) -> DeskProfileQuerySet:
        """書き替えられる案内 — those of the offices the actor manages."""
        return self.filter(office__in=actor.organisation_ids(Role.MANAGER))


class DeskProfile(models.Model):
    """窓口案内 — what callers are told: name, hours, telephone, mail, closed days."""

    office = models.OneToOneField(Organisation, models.CASCADE, related_name="profile")
    name = models.CharField(_("窓口の名称"), max_length=100)
    phone = models.CharField(_("電話番号"), max_length=30, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    opens_at = models.TimeField(_("開始時刻"), default=time(9, 0))
    closes_at = models.TimeField(_("終了時刻"), default=time(17, 45))
    reception_until = models.TimeField(_("受付終了時刻"), default=time(17, 30))
    is_free = models.BooleanField(_("相談は無料"), default=True)

    objects = DeskProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("reception_until"), reception_until__lte=F("closes_at")),
                name="desk_profile_hours_in_order",
                violation_error_message=_("開始、受付終了、終了の順に時刻を入力してください。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> str:
        """受付時間 — business days, from opening to closing, and until when one may come."""
        return gettext("平日 %(opens)s～%(closes)s（受付は%(reception)sまで）") % {
            "opens": time_format(self.opens_at, "G:i"),
            "closes": time_format(self.closes_at, "G:i"),
            "reception": time_format(self.reception_until, "G:i"),
        }


class ClosedDay(models.Model):
    """休業日 — days closed beyond weekends, holidays and 12/29–1/3."""

    profile = models.ForeignKey(DeskProfile, models.CASCADE, related_name="closed_days")
    date = models.DateField(_("休業日"))
    reason = models.CharField(_("理由"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "date"], name="closed_day_once")]

    def __str__(self) -> str:
        return str(self.date)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> PersonQuerySet:
        return self.filter(is_active=True)

    def holding(self, *roles: Role, within: Any, on: date) -> PersonQuerySet:
        """People with a role in the organisation(s) `within` on that day."""
        held = Membership.objects.on(on).filter(role__in=roles, organisation__in=within)
        return self.active().filter(pk__in=held.values("person"))

    def visible_to(self, actor: Any) -> PersonQuerySet:
        """見える範囲 — oneself, whoever belongs or ever belonged to an office one works in, and whom one manages."""
        offices = actor.organisation_ids(*OFFICE_ROLES)
        seen = Q(pk=actor.pk) | Q(pk__in=Membership.objects.filter(organisation__in=offices).values("person"))
        if actor.organisation_ids(*MANAGING_ROLES):
            seen |= Q(pk__in=Membership.objects.managed_by(actor).values("person"))
        return self.filter(seen)

    def with_second_factor(self) -> PersonQuerySet:
        """二段階認証の有無つき — what `Person.has_second_factor` would ask for one by one."""
        return self.annotate(**{"has_second_factor": Holds(_HAS_FACTOR, {"person": "pk"}, factors=SECOND_FACTORS)})

    def managed_by(self, actor: Any) -> PersonQuerySet:
        """預かる人 — people of the offices whose people the actor manages."""
        return self.filter(pk__in=Membership.objects.managed_by(actor).values("person"))


class Person(AbstractBaseUser):
    """利用者 — one human being, whatever the number of roles."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(_("氏名"), max_length=60)
    kana = models.CharField(_("ふりがな"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField()
    last_login: Any = models.DateTimeField(null=True)
    session_generation = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = PersonManager.from_queryset(PersonQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at=None) | Q(is_active=False, disabled_at__isnull=False),
                name="person_disabled_at_when_inactive",
            ),
            models.UniqueConstraint(Lower("email"), name="person_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def audit_stream(self) -> str:
        return f"person:{self.pk}"

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A session holds for one password and one generation: whoever was disabled comes back with no old session."""
        held = f"{self.password}:{self.session_generation}"
        return salted_hmac("accounts.session", held, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def memberships_today(self) -> list[Membership]:
        """所属 in force today; read once per request, as every request loads its person anew."""
        return list(self.memberships.on(timezone.localdate()).select_related("organisation"))

    def organisation_ids(self, *roles: Role) -> frozenset[int]:
        return frozenset(m.organisation_id for m in self.memberships_today if m.role in roles)

    def centre_ids(self, *roles: Role) -> frozenset[int]:
        held = [m for m in self.memberships_today if m.organisation.kind == OrganisationKind.CENTRE]
        return frozenset(m.organisation_id for m in held if m.role in roles)

    @cached_property
    def is_staff_member(self) -> bool:
        return any(m.role in OFFICE_ROLES for m in self.memberships_today)

    @cached_property
    def has_second_factor(self) -> bool:
        """An authenticator app or a passkey; of whoever knocks at a door this is read together with the person."""
        return bool(self.authenticator_set.filter(type__in=SECOND_FACTORS).exists())  # type: ignore[attr-defined]

    @cached_property
    def must_add_second_factor(self) -> bool:
        """Staff reach no case before a second factor is set up; the demo skips it."""
        if not self.is_staff_member or self.has_second_factor:
            return False
        return not Installation.objects.filter(is_demo=True).exists()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)

    def not_over(self, day: date) -> MembershipQuerySet:
        """In force on that day or later."""
        return self.filter(Q(until_date=None) | Q(until_date__gte=day))

    def managed_by(self, actor: Any) -> MembershipQuerySet:
        return self.filter(organisation__in=Organisation.objects.managed_by(actor))


class Membership(models.Model):
    """所属 — one role in one organisation from a day until a day; April moves are dates."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")), name="membership_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(until_date=None),
                name="membership_open_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_org_role")]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.role}"

    def audit_stream(self) -> str:
        return f"person:{self.person_id}"

    def is_over(self, day: date) -> bool:
        return self.until_date is not None and self.until_date < day


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, expires_at__gt=now)

    def managed_by(self, actor: Any) -> InvitationQuerySet:
        return self.filter(organisation__in=Organisation.objects.managed_by(actor))


class Invitation(models.Model):
    """招待 — a link by mail to a role; the database keeps only the hash of the link."""

    email = models.EmailField(_("メールアドレス"))
    name = models.CharField(_("氏名"), max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(_("役割"), max_length=10, choices=Role)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and now < self.expires_at
