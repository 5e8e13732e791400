"""What the counter shows today, what stands around one case, and all that one colleague holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, prefetch_related_objects

from madoguchi.desk.appointments import queries as appointments
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations import queries as consultations
from madoguchi.desk.consultations.access import standing
from madoguchi.desk.consultations.models import (
    Consultation,
    ConsultationQuerySet,
    Contact,
    Member,
    MemberQuerySet,
    StateChange,
    Wall,
)
from madoguchi.desk.consultations.taxonomy import VERSIONS
from madoguchi.desk.consultations.words import WAITING_FOR_OTHERS, ConsentKind, MemberKind, Urgency
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.core.calendar import day_of

SHOWN = 20


@dataclass(frozen=True)
class Today:
    """今日の窓口 — each list holds up to SHOWN + 1 rows: one more says that there is more."""

    urgent: list[Consultation]
    new: list[Consultation]
    overdue: list[Contact]
    due: list[Contact]
    mine: list[Consultation]
    waiting: list[Contact]
    appointments: list[Appointment]


def today(*, actor: Any, day: date) -> Today:
    """今日の窓口 — seven lists, the same number of queries however many cases the desk has."""
    steps = consultations.open_next(actor=actor).filter(_concerning(actor, day))
    ours = steps.exclude(next_action__in=WAITING_FOR_OTHERS)
    return Today(
        urgent=_first(_open(actor).filter(urgency=Urgency.URGENT).order_by("received_at", "pk")),
        new=_first(_open(actor).filter(owner=None).order_by("received_at", "pk")),
        overdue=_first(ours.filter(next_date__lt=day)),
        due=_first(ours.filter(next_date=day)),
        mine=_first(_open(actor).filter(_mine(actor, day)).order_by("-urgency", "-received_at", "-pk")),
        waiting=_first(steps.filter(next_action__in=WAITING_FOR_OTHERS)),
        appointments=list(appointments.on_day(actor=actor, day=day)),
    )


def _open(actor: Any) -> ConsultationQuerySet:
    rows = Consultation.objects.visible_to(actor).open()
    return rows.select_related("company", "owner")


def _mine(actor: Any, day: date) -> Q:
    return Q(owner=actor.pk) | Q(pk__in=_joined(actor, day))


def _concerning(actor: Any, day: date) -> Q:
    """Steps in the reader's own cases and in those nobody owns; a manager watches over the whole office."""
    managed = actor.organisation_ids(Role.MANAGER)
    mine = Q(consultation__owner=actor.pk) | Q(consultation__in=_joined(actor, day))
    return mine | Q(consultation__owner=None) | Q(consultation__office__in=managed)


def _joined(actor: Any, day: date) -> Any:
    kinds = (MemberKind.MEMBER, MemberKind.EXPERT)
    return Member.objects.on(day).filter(person=actor.pk, kind__in=kinds).values("consultation")


def _first(rows: Any) -> list[Any]:
    return list(rows[: SHOWN + 1])


@dataclass(frozen=True)
class Story:
    """事案の経過 — everything around a case, each part asked once."""

    contacts: list[Contact]
    changes: list[StateChange]
    members: list[Member]
    walls: list[Wall]
    consents: list[tuple[str, bool | None]]
    links: list[Consultation]
    secondary: list[str]
    group: str

    @property
    def next_steps(self) -> list[Contact]:
        waiting = [contact for contact in self.contacts if contact.next_date and not contact.done_at]
        return sorted(waiting, key=lambda contact: (contact.next_date, contact.pk))


def gather(case: Consultation) -> None:
    """関係者と壁 — asked once for all that depends on them: buttons, gist, appointments."""
    prefetch_related_objects([case], "members", "walls", "glasses")


def story_of(case: Consultation, *, actor: Any) -> Story:
    given = {consent.kind: consent.is_given for consent in consultations.latest_consents(case)}
    version = next(version for version in VERSIONS if version.version == case.taxonomy_version)
    return Story(
        contacts=list(consultations.contacts_of(case)),
        changes=list(case.state_changes.select_related("by").order_by("at", "pk")),
        members=consultations.members_of(case),
        walls=consultations.walls_of(case),
        consents=[(str(kind.label), given.get(kind.value)) for kind in ConsentKind],
        links=list(consultations.links_of(actor=actor, row=case)),
        secondary=[str(row.get_category_display()) for row in case.secondary_categories.order_by("pk")],
        group=str(version.group_of(case.category).label),
    )


def gist_is_open(case: Consultation, *, actor: Any) -> bool:
    return standing(actor, case).reads_gist(case)


@dataclass(frozen=True)
class HeldCase:
    """抱えている相談 — one case, and in what ways the colleague is needed in it."""

    case: Consultation
    is_owned: bool
    memberships: list[Member]
    appointments: list[Appointment]


@dataclass(frozen=True)
class Held:
    """抱えているもの — everything of a colleague that somebody has to take over."""

    cases: list[Consultation]
    memberships: list[Member]
    appointments: list[Appointment]

    def __bool__(self) -> bool:
        return bool(self.cases or self.memberships or self.appointments)

    @property
    def by_case(self) -> list[HeldCase]:
        """Every case that is touched, once, in the order in which they are locked."""
        around = [seat.consultation for seat in self.memberships] + [row.consultation for row in self.appointments]
        touched = {case.pk: case for case in (*around, *self.cases)}
        return [self._in(touched[pk]) for pk in sorted(touched)]

    def _in(self, case: Consultation) -> HeldCase:
        return HeldCase(
            case=case,
            is_owned=case in self.cases,
            memberships=[row for row in self.memberships if row.consultation_id == case.pk],
            appointments=[row for row in self.appointments if row.consultation_id == case.pk],
        )


def held(person: Person, *, actor: Any, at: datetime) -> Held:
    """What the person holds in the offices the actor manages; a wall hides its case here too."""
    managed = actor.organisation_ids(Role.MANAGER)
    visible = Consultation.objects.visible_to(actor).filter(office__in=managed)
    owned = visible.open().filter(owner=person).select_related("company")
    meetings = appointments.held_by(person, actor=actor, after=at)
    return Held(
        cases=list(owned.order_by("-urgency", "received_at", "pk")),
        memberships=list(_seats(person, day_of(at)).filter(consultation__in=visible.open())),
        appointments=list(meetings.filter(consultation__in=visible).select_related("consultation__company")),
    )


def _seats(person: Person, day: date) -> MemberQuerySet:
    """担当メンバー as of now or of a day to come."""
    rows = Member.objects.filter(person=person, kind=MemberKind.MEMBER, removed_at=None)
    rows = rows.exclude(until_date__lt=day).select_related("consultation__company")
    return rows.order_by("consultation__received_at", "pk")


def leavers(*, actor: Any) -> PersonQuerySet:
    """引き継ぎを受けうる人 — whoever stands or stood at the counter of an office the actor manages."""
    managed = actor.organisation_ids(Role.MANAGER)
    people: PersonQuerySet = Person.objects.managed_by(actor).filter(
        memberships__role__in=COUNTER_ROLES, memberships__organisation__in=managed
    )
    return people.distinct().order_by("kana", "name", "pk")


def possible_successors(leaver: Person, *, actor: Any, day: date) -> PersonQuerySet:
    """Advisers and managers of the offices the actor manages, without the leaver."""
    managed = actor.organisation_ids(Role.MANAGER)
    people: PersonQuerySet = Person.objects.all().holding(*COUNTER_ROLES, within=managed, on=day)
    return people.exclude(pk=leaver.pk).order_by("kana", "name", "pk")
