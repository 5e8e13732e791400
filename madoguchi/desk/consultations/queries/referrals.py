"""連携の一覧 — what was referred to the reader's offices and from them, and what one case's page shows of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from madoguchi.desk.consultations.access import referrals_of, standing
from madoguchi.desk.consultations.models import Consent, Consultation, Referral
from madoguchi.desk.consultations.words import ConsentKind
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, OrganisationQuerySet
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import open_keyring

SHOWN = 100
ALONG = ("consultation__company", "consultation__office", "consultation__owner", "to_office")


@dataclass(frozen=True)
class Referrals:
    """連携の一覧 — up to SHOWN of each."""

    received: list[Referral]
    sent: list[Referral]


@dataclass(frozen=True)
class ShownReferral:
    """一件の連携 — the row, and its message where the reader opens it."""

    row: Referral
    look: Look
    message: str


def referrals(*, actor: Any) -> Referrals:
    """受けた・送った — what waits for an answer and what is urgent first; what has ended last, and for its sender."""
    rows = Referral.objects.select_related(*ALONG)
    received = rows.received_by(actor).order_by("-state", "-urgency", "sent_at", "pk")
    sent = rows.sent_from(actor).order_by(F("ended_at").desc(nulls_first=True), "-sent_at", "pk")
    return Referrals(list(received[:SHOWN]), list(sent[:SHOWN]))


def shown_referrals(case: Consultation, *, actor: Any) -> list[ShownReferral]:
    """この相談の連携 — all for the counter that took the case in, their own open ones for the other office."""
    here, keys = standing(actor, case), open_keyring(actor)
    rows = list(referrals_of(case)) if here.serves(case) else list(here.referrals)
    looks = [(row, see(row, keys)) for row in rows]
    return [ShownReferral(row, seen.look, seen.texts["message"]) for row, seen in looks]


def possible_offices(row: Consultation) -> OrganisationQuerySet:
    """連携できる窓口 — the windows for the centre, the centre for a window; no wall, and no referral open already."""
    is_centre = row.office.kind == OrganisationKind.CENTRE
    kind = OrganisationKind.WINDOW if is_centre else OrganisationKind.CENTRE
    offices = Organisation.objects.filter(kind=kind).exclude(pk__in=row.walls.exclude(office=None).values("office"))
    found: OrganisationQuerySet = offices.exclude(pk__in=row.referrals.open().values("to_office")).order_by("code")
    return found


def has_consent(row: Consultation) -> bool:
    return consent_of(row) is not None


def consent_of(row: Consultation) -> Consent | None:
    """紹介への同意 — the latest answer holds; None where it is no, or nobody has asked."""
    asked = row.consents.filter(kind=ConsentKind.REFERRAL).order_by("at", "pk").last()
    return asked if asked and asked.is_given else None
