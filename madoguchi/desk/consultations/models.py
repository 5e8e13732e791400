"""相談 — the questions people bring to the desk, whatever the channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies import sight as companies
from madoguchi.company.companies.models import Arrival
from madoguchi.desk.consultations import sight
from madoguchi.desk.consultations.models_glass import Glass as Glass
from madoguchi.desk.consultations.models_outside import OutsideReferral as OutsideReferral
from madoguchi.desk.consultations.models_outside import OutsideReply as OutsideReply
from madoguchi.desk.consultations.models_parties import NAME_LENGTH as NAME_LENGTH
from madoguchi.desk.consultations.models_parties import Party as Party
from madoguchi.desk.consultations.models_parties import token_of as token_of
from madoguchi.desk.consultations.models_past import PastNote as PastNote
from madoguchi.desk.consultations.models_people import Member as Member
from madoguchi.desk.consultations.models_people import MemberQuerySet as MemberQuerySet
from madoguchi.desk.consultations.models_people import Wall as Wall
from madoguchi.desk.consultations.models_referrals import Referral as Referral
from madoguchi.desk.consultations.models_thread import BODY_LENGTH as BODY_LENGTH
from madoguchi.desk.consultations.models_thread import Attachment as Attachment
from madoguchi.desk.consultations.models_thread import Caller as Caller
from madoguchi.desk.consultations.models_thread import Draft as Draft
from madoguchi.desk.consultations.models_thread import DraftQuerySet as DraftQuerySet
from madoguchi.desk.consultations.models_thread import Message as Message
from madoguchi.desk.consultations.models_thread import MessageQuerySet as MessageQuerySet
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    ENDED,
    Channel,
    CloseReason,
    ConsentKind,
    ConsulterKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    NextAction,
    Outcome,
    State,
    SupportKind,
    Trigger,
    Urgency,
)
from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, Role
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.search.models import SearchRow as AbstractSearchRow

GIST_LENGTH = 200
NOTHING = Value(None, output_field=CharField())
COUNTED = (
    *("fiscal_year", "taxonomy_version", "category", "size", "consulter_role", "enterprise_type", "channel"),
    *("prefecture", "industry", "is_repeat", "company", "answer_minutes", "closed_at"),
)  # what figures count by: no name, no gist; one index holds it all

_MARKS = {
    "has_members": "member",
    "has_walls": "wall",
    "has_glasses": "glass",
    "has_referrals": "referral",
    "has_outside": "outsidereferral",
    "has_secondary": "secondarycategory",
    "has_messages": "message",
    "has_caller": "caller",
    "has_files": "attachment",
}
_NEWEST = (F("received_at").desc(), F("id").desc())
_HANGING = "EXISTS (SELECT 1 FROM consultations_{} x WHERE x.consultation_id = {{case}})"
_BOXED = """EXISTS (SELECT 1 FROM vault_box b WHERE b.subject IN
    ('consultations.Consultation:' || {case}, 'consultations.Consultation:' || {case} || ':consulter'))"""
_LINKED = "EXISTS (SELECT 1 FROM consultations_link l WHERE l.earlier_id = {case} OR l.later_id = {case})"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, actor: Any) -> ConsultationQuerySet:
        """見える範囲（カード） — the cases whose card this person may see; a wall beats everything."""
        return self.filter(sight.card(actor))

    def gist_visible_to(self, actor: Any) -> ConsultationQuerySet:
        """見える範囲（要旨） — as the card; of a 限定 case for members, or through broken glass."""
        return self.filter(sight.gist(actor))

    def with_gist_for(self, actor: Any) -> ConsultationQuerySet:
        """見える範囲（カードと、読めるものは要旨）"""
        return self.visible_to(actor).telling(actor)

    def seen_through_office(self, actor: Any, what: sight.Sight = sight.CARD) -> ConsultationQuerySet:
        return self.filter(sight.through_office(what, actor))

    def given_to(self, actor: Any, what: sight.Sight = sight.CARD) -> ConsultationQuerySet:
        return self.filter(sight.given(what, actor))

    def parted_for(self, actor: Any) -> list[ConsultationQuerySet]:
        """見える範囲、所属と個別 — the same in sets without overlap, each with an index for its order: one query for
        both would sort a whole office. Most people were given nothing case by case.
        """
        return [*self._past_what_arrives(actor), *self.part_given_to(actor)]

    def part_given_to(self, actor: Any) -> list[ConsultationQuerySet]:
        given = self.given_to(actor)
        return [given] if given.exists() else []

    def _past_what_arrives(self, actor: Any) -> list[ConsultationQuerySet]:
        """所属の相談 — while rows lie hidden, what came alone and what is shown apart: an index leads past them."""
        seen, arrivals = self.seen_through_office(actor), _arrivals(actor)
        shown = [pk for pk, shown_at in arrivals if shown_at]
        if len(shown) == len(arrivals):
            return [seen]
        return [seen.filter(arrival=None), *([seen.filter(arrival__in=shown)] if shown else [])]

    def without_gist(self, actor: Any) -> ConsultationQuerySet:
        """カードだけ — of cards in sight those whose gist is not this person's to read."""
        return self.filter(sight.beyond_gist(actor))._telling(NOTHING, NOTHING)

    def telling_all(self) -> ConsultationQuerySet:
        """Of gists in sight."""
        return self._telling(F("gist"), F("answer_gist"))

    def telling(self, actor: Any) -> ConsultationQuerySet:
        """Of cards in sight; the gist of those whose gist is, too."""
        gist, answer = (Case(When(sight.gist(actor), then=F(name)), default=None) for name in ("gist", "answer_gist"))
        return self._telling(gist, answer)

    def _telling(self, gist: Any, answer: Any) -> ConsultationQuerySet:
        """`gist_seen` and `answer_seen` are what a reader may be shown; None stands for what they may not read."""
        return self.annotate(gist_seen=gist, answer_seen=answer)

    def whole_for(self, actor: Any) -> ConsultationQuerySet:
        """一枚 — as its page shows it: with names beside it, and marked where there is more to ask for."""
        return self.annotate(
            company_name=F("company__name"),
            owner_name=F("owner__name"),
            office_name=F("office__name"),
            sees_company=companies.company(actor, at="company__"),
            has_size_facts=companies.has_size_facts(company="company", office="office"),
            has_links=Holds(_LINKED, {"case": "pk"}),
            has_boxes=Holds(_BOXED, {"case": "pk"}),
            **{mark: Holds(_HANGING.format(table), {"case": "pk"}) for mark, table in _MARKS.items()},
        )

    def held_by(self, actor: Any) -> ConsultationQuerySet:
        """抱えている — those open that the person owns or works in today."""
        return self.filter(sight.held(actor))

    def confided_by(self, actor: Any) -> ConsultationQuerySet:
        """相談者本人 — the cases this person brought (or was named in): number, dates and state only."""
        if not actor.organisation_ids(*COMPANY_ROLES):
            return self.none()
        return self.filter(sight.confided(actor))

    def countable_by(self, actor: Any) -> ConsultationQuerySet:
        """集計できる範囲 — for figures only, never a row: whole offices, walls ignored.

        Not an adviser's: a total beside the own list would tell that a hidden case exists, and of what kind.
        """
        return self.filter(office__in=actor.organisation_ids(Role.MANAGER, Role.ANALYST))

    def open(self) -> ConsultationQuerySet:
        """終了していない — said by `closed_at`, which a constraint ties to the state, and a small index knows."""
        return self.filter(closed_at=None)


def _arrivals(actor: Any) -> list[tuple[int, datetime | None]]:
    offices = actor.organisation_ids(*COUNTER_ROLES)
    return list(Arrival.objects.filter(office__in=offices).values_list("pk", "shown_at"))


_Manager = models.Manager.from_queryset(ConsultationQuerySet)


class ArrivedConsultations(_Manager["Consultation"]):
    """着いた相談 — what an arrival brings stays hidden until it is shown as a whole."""

    def get_queryset(self) -> ConsultationQuerySet:
        return ConsultationQuerySet(self.model, using=self._db).filter(companies.has_arrived())


class Consultation(models.Model):
    """相談 — one question, from 受付 to 終了. Card and gist only: what is confided lies sealed beside it."""

    number = models.CharField(_("受付番号"), max_length=20, unique=True)
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="consultations")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    received_at = models.DateTimeField(_("受付日時"))
    received_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("方法"), max_length=10, choices=Channel)
    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.RECEIVED)
    owner = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="owned_consultations"
    )
    is_restricted = models.BooleanField(_("限定"), default=False)

    consulter_kind = models.CharField(_("相談者の種別"), max_length=10, choices=ConsulterKind)
    company = models.ForeignKey(
        "companies.Company", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    enterprise_type = models.CharField(
        _("相談者の類型"), max_length=10, choices=EnterpriseType, default=EnterpriseType.UNKNOWN
    )
    size = models.CharField(_("企業規模"), max_length=14, choices=EnterpriseSize, default=EnterpriseSize.UNKNOWN)
    industry = models.CharField(_("業種"), max_length=1, blank=True)  # a section, see core.industries
    prefecture = models.CharField(_("都道府県"), max_length=2, choices=Prefecture, blank=True)
    consulter_role = models.CharField(
        _("相談者の立場"), max_length=10, choices=ConsulterRole, default=ConsulterRole.UNKNOWN
    )
    is_repeat = models.BooleanField(_("再相談"), default=False)
    is_repeat_said = models.BooleanField(null=True, editable=False)  # None: counted, not said by anybody
    heard_from = models.CharField(_("窓口を知ったきっかけ"), max_length=10, choices=HeardFrom, blank=True)
    trigger = models.CharField(_("相談のきっかけ"), max_length=14, choices=Trigger, blank=True)

    category = models.CharField(_("相談区分"), max_length=5, choices=Category)
    taxonomy_version = models.CharField(max_length=5)
    gist = models.CharField(_("要旨"), max_length=GIST_LENGTH)
    answer_gist = models.CharField(_("対応要旨"), max_length=GIST_LENGTH, blank=True)
    answered_at = models.DateTimeField(_("初回回答日時"), null=True)
    answer_minutes = models.PositiveIntegerField(_("初回回答までの開庁時間（分）"), null=True)

    urgency = models.PositiveSmallIntegerField(_("緊急度"), choices=Urgency, default=Urgency.NORMAL)
    is_leaking = models.BooleanField(_("流出が続いている"), null=True)
    has_personal_data = models.BooleanField(_("個人情報を含む"), null=True)
    is_cyber = models.BooleanField(_("サイバー攻撃の疑い"), null=True)
    is_evidence_safe = models.BooleanField(_("証拠は保全されている"), null=True)
    deadline_date = models.DateField(_("期限"), null=True, blank=True)

    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome, blank=True)
    close_reason = models.CharField(_("終了理由"), max_length=14, choices=CloseReason, blank=True)
    closed_at = models.DateTimeField(_("終了日時"), null=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("移行元"), max_length=80, blank=True)
    submission = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    arrival = models.ForeignKey(
        "companies.Arrival", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    past_note = models.OneToOneField(PastNote, models.PROTECT, null=True, editable=False, related_name="consultation")

    objects = ArrivedConsultations()
    with_hidden = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ENDED, closed_at__isnull=False) | (~Q(state__in=ENDED) & Q(closed_at=None)),
                name="consultation_closed_at_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(consulter_kind=ConsulterKind.COMPANY, company__isnull=False)
                | (~Q(consulter_kind=ConsulterKind.COMPANY) & Q(company=None)),
                name="consultation_company_when_company",
            ),
        ]
        indexes = [
            models.Index("office", *_NEWEST, "arrival", name="consultation_office_newest"),
            models.Index("office", *_NEWEST, condition=Q(arrival=None), name="consultation_alone_newest"),
            models.Index("office", "received_at", "id", condition=Q(closed_at=None), name="consultation_open"),
            models.Index("owner", "urgency", condition=Q(closed_at=None), name="consultation_open_owner"),
            models.Index("owner", "state", name="consultation_owner_state"),
            models.Index("office", "state", F("received_at").desc(), name="consultation_office_state"),
            models.Index("office", "prefecture", *_NEWEST, "size", name="consultation_prefecture"),
            models.Index("office", "received_at", *COUNTED, "arrival", name="consultation_counted"),
            models.Index("company", F("received_at").desc(), name="consultation_company_newest"),
            models.Index("arrival", "company", condition=Q(arrival__isnull=False), name="consultation_arrival"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("counter:case", args=[self.number])

    def audit_stream(self) -> str:
        return f"consultation:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED


class SecondaryCategory(models.Model):
    """従たる区分 — further categories of a case; counted only in a table of mentions."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="secondary_categories")
    category = models.CharField(_("相談区分"), max_length=5, choices=Category)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "category"], name="secondary_category_once")]

    def __str__(self) -> str:
        return self.category


class StateChange(models.Model):
    """状態の履歴 — every step a case took, with who and when."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="state_changes")
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.from_state}->{self.to_state}"


class Consent(models.Model):
    """同意 — one answer to one question; the latest of a kind holds."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="consents")
    kind = models.CharField(_("同意の種類"), max_length=12, choices=ConsentKind)
    is_given = models.BooleanField(_("同意する"))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind}:{self.is_given}"


_IS_NEXT = Q(done_at=None, next_date__isnull=False)


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, actor: Any) -> ContactQuerySet:
        return self.filter(sight.card(actor, at="consultation__"))

    def concerning(self, actor: Any) -> ContactQuerySet:
        """自分の仕事 — of one's own cases and those nobody owns; a manager watches over the whole office."""
        return self.filter(sight.concerning(actor, at="consultation__"))

    def waiting(self) -> ContactQuerySet:
        """次の行動が残っている — of cases that are open."""
        return self.filter(done_at=None, next_date__isnull=False, consultation__closed_at=None)


class Contact(models.Model):
    """対応記録 — one exchange (回): when, how, what kind, and what comes next."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="contacts")
    at = models.DateTimeField(_("日時"))
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    channel = models.CharField(_("方法"), max_length=10, choices=Channel)
    kind = models.CharField(_("対応の種類"), max_length=12, choices=SupportKind)
    next_action = models.CharField(_("次の行動"), max_length=12, choices=NextAction, blank=True)
    next_date = models.DateField(_("次の期日"), null=True, blank=True)
    done_at = models.DateTimeField(_("済"), null=True)
    done_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action="", next_date=None) | (~Q(next_action="") & Q(next_date__isnull=False)),
                name="contact_next_action_has_a_date",
            )
        ]
        indexes = [
            models.Index("next_date", condition=_IS_NEXT, name="contact_next_open"),
            models.Index("consultation", "next_date", "next_action", "id", condition=_IS_NEXT, name="contact_next_of"),
            models.Index("at", "kind", "consultation", name="contact_counted"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Link(models.Model):
    """関連 — two consultations of one company that belong together; earlier id first."""

    earlier = models.ForeignKey(Consultation, models.CASCADE, related_name="links_to_later")
    later = models.ForeignKey(Consultation, models.CASCADE, related_name="links_to_earlier")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="link_once"),
            models.CheckConstraint(condition=Q(earlier__lt=F("later")), name="link_earlier_first"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id}-{self.later_id}"


class SearchRow(AbstractSearchRow):
    """検索行 — card and gist of a case; found through by those who may read the gist."""

    moment = "received_at"
    owner = models.OneToOneField(Consultation, models.CASCADE, primary_key=True, related_name="search_row")


class CardRow(AbstractSearchRow):
    """検索行（カードのみ） — a 限定 case has this second row, for those who see its card but not its gist."""

    moment = "received_at"
    owner = models.OneToOneField(Consultation, models.CASCADE, primary_key=True, related_name="card_row")
