"""一枚の問い — what the page of one case asks each time it is opened: fixed questions, so they are written in SQL.

The case itself was reached through `visible_to` and came along `whole_for`, whose marks say what is there to be asked.
"""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.query import RawQuerySet

from madoguchi.desk.consultations.models import (
    Consent,
    Consultation,
    Contact,
    Glass,
    Member,
    Referral,
    StateChange,
    Wall,
)

_CONTACTS = """SELECT n.id, n.at, n.channel, n.kind, n.next_action, n.next_date, n.done_at, p.name AS by_name
    FROM consultations_contact n JOIN accounts_person p ON p.id = n.by_id
    WHERE n.consultation_id = %s ORDER BY n.at DESC, n.id DESC"""
_CHANGES = """SELECT s.id, s.at, s.to_state, p.name AS by_name
    FROM consultations_statechange s LEFT JOIN accounts_person p ON p.id = s.by_id
    WHERE s.consultation_id = %s ORDER BY s.at, s.id"""
_CONSENTS = (
    "SELECT o.id, o.kind, o.is_given FROM consultations_consent o WHERE o.consultation_id = %s ORDER BY o.at, o.id"
)


def exchanges_of(row: Consultation) -> RawQuerySet[Contact]:
    """対応記録 — newest first, with `by_name`."""
    return Contact.objects.raw(_CONTACTS, [row.pk])


def changes_of(row: Consultation) -> RawQuerySet[StateChange]:
    """状態の履歴 — oldest first, with `by_name`."""
    return StateChange.objects.raw(_CHANGES, [row.pk])


def consents_of(row: Consultation) -> dict[str, bool]:
    """同意の答え — by kind, the answer that holds; a kind that was never asked is missing."""
    return {consent.kind: consent.is_given for consent in Consent.objects.raw(_CONSENTS, [row.pk])}


def bring_people(row: Any) -> None:
    """関係者と壁 — asked once for all that needs them: buttons, gist, appointments. Not where there are none."""
    members = Member.objects.select_related("person").order_by("kind", "from_date", "pk")
    walls = Wall.objects.select_related("person", "office").order_by("pk")
    glasses = Glass.objects.select_related("broken_by")
    marked = [(row.has_members, "members", members), (row.has_walls, "walls", walls)]
    referrals = Referral.objects.select_related("to_office").order_by("sent_at", "pk")
    marked += [(row.has_glasses, "glasses", glasses), (row.has_referrals, "referrals", referrals)]
    prefetch_related_objects([row], *(Prefetch(name, rows) for is_there, name, rows in marked if is_there))
