"""What the page of one case asks, and what a person's day asks. The case itself was reached through `visible_to`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations.models import (
    Consent,
    Consultation,
    ConsultationQuerySet,
    Contact,
    ContactQuerySet,
    Link,
    Member,
    StateChange,
    Wall,
)
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.accounts.models import Person


@dataclass(frozen=True)
class Event:
    """出来事 — one line of the history."""

    at: datetime
    by: Person | None
    title: str
    detail: str = ""


def is_in_sight(row: Consultation, *, actor: Any) -> bool:
    """Does the actor still see the card — after a deed that may have shut them out?"""
    return Consultation.objects.visible_to(actor).filter(pk=row.pk).exists()


def history(row: Consultation) -> list[Event]:
    """経過 — states, contacts, consents and people of a case, newest first; four queries."""
    events = [
        *map(_step, row.state_changes.select_related("by")),
        *map(_exchange, row.contacts.select_related("by")),
        *map(_consent, row.consents.select_related("by")),
        *(event for member in row.members.select_related("person", "added_by") for event in _joining(member)),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def contacts_of(row: Consultation) -> ContactQuerySet:
    """対応記録 — newest first."""
    return row.contacts.select_related("by", "done_by").order_by("-at", "-pk")


def open_next(*, actor: Any) -> ContactQuerySet:
    """次の行動 — what is still to be done in the open cases in sight, soonest first."""
    rows = Contact.objects.visible_to(actor).waiting()
    return rows.select_related("consultation__company", "consultation__owner").order_by("next_date", "pk")


def latest_consents(row: Consultation) -> list[Consent]:
    """同意 — the answer that holds, one of each kind that was asked."""
    newest = {consent.kind: consent for consent in row.consents.order_by("at", "pk")}
    return list(newest.values())


def people_of(row: Consultation) -> list[Member]:
    """関係者 — everybody added to the case and not taken out, consulters too; dates may lie ahead or behind."""
    rows = row.members.filter(removed_at=None).select_related("person")
    return list(rows.order_by("kind", "from_date", "pk"))


def members_of(row: Consultation) -> list[Member]:
    """担当側の関係者 — the members and experts among `people_of`."""
    return [member for member in people_of(row) if member.kind != MemberKind.CONSULTER]


def walls_of(row: Consultation) -> list[Wall]:
    return list(row.walls.select_related("person", "office").order_by("pk"))


def of_company(*, actor: Any, company: Company | None) -> ConsultationQuerySet:
    """その企業の相談 — as far as in sight, newest first."""
    rows = Consultation.objects.visible_to(actor).filter(company=company) if company else Consultation.objects.none()
    return rows.with_gist_for(actor).order_by("-received_at", "-pk")


def links_of(*, actor: Any, row: Consultation) -> ConsultationQuerySet:
    """関連する相談 — those linked with this one, as far as in sight."""
    later = Link.objects.filter(earlier=row.pk).values("later")
    linked = later.union(Link.objects.filter(later=row.pk).values("earlier"))
    return Consultation.objects.visible_to(actor).filter(pk__in=linked).order_by("-received_at", "-pk")


def linkable(*, actor: Any, row: Consultation) -> ConsultationQuerySet:
    """関連づけられる相談 — other cases of the same company, in sight and not linked yet."""
    linked = links_of(actor=actor, row=row).order_by().values("pk")
    return of_company(actor=actor, company=row.company).exclude(pk=row.pk).exclude(pk__in=linked)


def brought_by(*, actor: Any) -> list[dict[str, Any]]:
    """相談者が持ち込んだ相談 — number, dates and state, and nothing else leaves the database."""
    rows = Consultation.objects.confided_by(actor).order_by("-received_at", "-pk")
    return [
        {"number": number, "received_at": received, "closed_at": closed, "is_open": closed is None}
        | {"state": Consultation(state=state).get_state_display()}
        for number, received, closed, state in rows.values_list("number", "received_at", "closed_at", "state")
    ]


def logged_before(*, actor: Any, submission: str) -> Consultation | None:
    """受付済み — the record an earlier sending of the same form made."""
    try:
        return Consultation.objects.filter(received_by=actor.pk, submission=UUID(submission)).first()
    except ValueError:
        return None


def _step(change: StateChange) -> Event:
    return Event(change.at, change.by, _("状態：%(state)s") % {"state": change.get_to_state_display()})


def _exchange(contact: Contact) -> Event:
    names = {"channel": contact.get_channel_display(), "kind": contact.get_kind_display()}
    following = contact.get_next_action_display()
    detail = _("次：%(action)s") % {"action": following} if following else ""
    return Event(contact.at, contact.by, _("対応：%(kind)s（%(channel)s）") % names, detail)


def _consent(consent: Consent) -> Event:
    said = _("同意する") if consent.is_given else _("同意しない")
    return Event(consent.at, consent.by, _("同意：%(kind)s") % {"kind": consent.get_kind_display()}, said)


def _joining(member: Member) -> list[Event]:
    names = {"name": member.person.name, "kind": member.get_kind_display()}
    events = [Event(member.added_at, member.added_by, _("関係者に追加：%(name)s（%(kind)s）") % names)]
    if member.removed_at:
        events.append(Event(member.removed_at, None, _("関係者から外れる：%(name)s（%(kind)s）") % names))
    return events
