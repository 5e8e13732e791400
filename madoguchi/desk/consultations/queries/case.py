"""What the page of one case asks, and what a person's day asks. The case itself was reached through `visible_to`."""

from typing import Any
from uuid import UUID

from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations.models import (
    Consent,
    Consultation,
    ConsultationQuerySet,
    Contact,
    ContactQuerySet,
    Link,
    Member,
    Wall,
)


def is_in_sight(row: Consultation, *, actor: Any) -> bool:
    """Does the actor still see the card — after a deed that may have shut them out?"""
    return Consultation.objects.visible_to(actor).filter(pk=row.pk).exists()


def contacts_of(row: Consultation) -> ContactQuerySet:
    """対応記録 — newest first."""
    return row.contacts.order_by("-at", "-pk")


def open_next(*, actor: Any) -> ContactQuerySet:
    """次の行動 — what is still to be done in the open cases in sight, soonest first."""
    rows = Contact.objects.visible_to(actor).waiting()
    return rows.order_by("next_date", "pk")


def latest_consents(row: Consultation) -> list[Consent]:
    """同意 — the answer that holds, one of each kind that was asked."""
    newest = {consent.kind: consent for consent in row.consents.order_by("at", "pk")}
    return list(newest.values())


def secondary_of(row: Consultation) -> list[str]:
    """従たる区分 — the codes, in the order in which they were named."""
    return list(row.secondary_categories.order_by("pk").values_list("category", flat=True))


def people_of(row: Consultation) -> list[Member]:
    """関係者 — everybody added to the case and not taken out, consulters too; dates may lie ahead or behind."""
    rows = row.members.filter(removed_at=None).select_related("person")
    return list(rows.order_by("kind", "from_date", "pk"))


def walls_of(row: Consultation) -> list[Wall]:
    return list(row.walls.select_related("person", "office").order_by("pk"))


def of_company(*, actor: Any, company: Company | None) -> ConsultationQuerySet:
    """その企業の相談 — as far as in sight, newest first."""
    rows = (
        Consultation.objects.with_gist_for(actor).filter(company=company) if company else Consultation.objects.none()
    )
    return rows.order_by("-received_at", "-pk")


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
