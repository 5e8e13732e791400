"""What the counter shows today, what stands around one case, and all that one colleague holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Q, Value, When, Window
from django.db.models.functions import RowNumber

from madoguchi.desk.appointments import queries as appointments
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations import queries as consultations
from madoguchi.desk.consultations.access import members_of, standing, walls_of
from madoguchi.desk.consultations.models import Consultation, Member, MemberQuerySet, Wall
from madoguchi.desk.consultations.taxonomy import VERSIONS, Category
from madoguchi.desk.consultations.words import WAITING_FOR_OTHERS, ConsentKind, MemberKind, Urgency
from madoguchi.desk.counter.lines import (
    CaseLine,
    Change,
    Exchange,
    FollowUpLine,
    MeetingLine,
    OtherCase,
    StepLine,
    case_lines,
    changes,
    exchanges,
    follow_up_lines,
    meeting_lines,
    other_cases,
    step_lines,
)
from madoguchi.desk.engagements import queries as engagements
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.language import word

SHOWN = 20
LONGEST = SHOWN + 1


@dataclass(frozen=True)
class Today:
    """今日の窓口 — each list holds up to LONGEST rows: one more than is shown says that there is more."""

    urgent: list[CaseLine]
    new: list[CaseLine]
    overdue: list[StepLine]
    due: list[StepLine]
    mine: list[CaseLine]
    waiting: list[StepLine]
    appointments: list[MeetingLine]
    follow_ups: list[FollowUpLine]


def today(*, actor: Any, day: date) -> Today:
    """今日の窓口 — eight lists, the same number of queries however many cases the desk has."""
    cases = Consultation.objects.visible_to(actor).open()
    urgent = cases.filter(urgency=Urgency.URGENT)
    new = cases.filter(owner=None, arrival=None)  # what a logbook brought waits in the list until somebody takes it
    mine = cases.held_by(actor).order_by("-urgency", "-received_at", "-pk")
    return Today(
        urgent=case_lines(urgent.order_by("received_at", "pk")[:LONGEST], with_owner=True),
        new=case_lines(new.order_by("received_at", "pk")[:LONGEST]),
        mine=case_lines(mine[:LONGEST]),
        appointments=meeting_lines(appointments.on_day(actor=actor, day=day)),
        follow_ups=follow_up_lines(engagements.due_on(actor=actor, day=day)[:LONGEST]),
        **_piles(actor, day),
    )


def _piles(actor: Any, day: date) -> dict[str, list[StepLine]]:
    """三つの山 — overdue, due and waiting, the first of each: one query walks all open steps once."""
    waiting = Q(next_action__in=WAITING_FOR_OTHERS)
    whens = [When(waiting, Value("waiting")), When(next_date__lt=day, then=Value("overdue"))]
    rank = Window(RowNumber(), partition_by="pile", order_by=("next_date", "pk"))
    steps = consultations.open_next(actor=actor).concerning(actor).filter(waiting | Q(next_date__lte=day))
    steps = steps.annotate(pile=Case(*whens, default=Value("due"))).annotate(rank=rank).order_by("rank")
    piles: dict[str, list[StepLine]] = {"overdue": [], "due": [], "waiting": []}
    for line in step_lines(steps[: LONGEST * len(piles)]):
        piles[line.pile] += [line] if line.rank <= LONGEST else []
    return piles


@dataclass(frozen=True)
class Story:
    """事案の経過 — everything around a case, each part asked once."""

    contacts: list[Exchange]
    changes: list[Change]
    members: list[Member]
    walls: list[Wall]
    consents: list[tuple[str, bool | None]]
    links: list[OtherCase]
    secondary: list[str]
    group: str

    @property
    def next_steps(self) -> list[Exchange]:
        waiting = [contact for contact in self.contacts if contact.next_date and not contact.done_at]
        return sorted(waiting, key=lambda contact: (contact.next_date, contact.pk))


def story_of(case: Any, *, actor: Any) -> Story:
    """`case` came along `whole_for`."""
    consultations.bring_people(case)
    given = consultations.consents_of(case)
    version = next(version for version in VERSIONS if version.version == case.taxonomy_version)
    return Story(
        contacts=exchanges(consultations.exchanges_of(case)),
        changes=changes(consultations.changes_of(case)),
        members=[one for one in members_of(case) if not one.removed_at and one.kind != MemberKind.CONSULTER],
        walls=list(walls_of(case)),
        consents=[(str(kind.label), given.get(kind.value)) for kind in ConsentKind],
        links=other_cases(consultations.links_of(actor=actor, row=case)) if case.has_links else [],
        secondary=_words(case) if case.has_secondary else [],
        group=str(version.group_of(case.category).label),
    )


def _words(case: Consultation) -> list[str]:
    return [word(Category, code) for code in consultations.secondary_of(case)]


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
