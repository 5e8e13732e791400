"""連携 — a case shown to one other office: sent, taken on or declined, given back or withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.parties import require_no_conflict
from madoguchi.desk.consultations.actions.rows import locked, record, require_open, resettle
from madoguchi.desk.consultations.actions.telling import tell_desk, tell_office
from madoguchi.desk.consultations.actions.thread import note_told
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import Consent, Consultation, Member, Referral
from madoguchi.desk.consultations.models_referrals import MESSAGE_LENGTH, ReferralQuerySet
from madoguchi.desk.consultations.queries.referrals import consent_of, possible_offices
from madoguchi.desk.consultations.words import DeclineReason, MemberKind, MessageKind, ReferralState, Urgency
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring


@transaction.atomic
def refer(
    *,
    consultation: Consultation,
    to_office: Organisation,
    shows_gist: bool,
    shows_thread: bool,
    urgency: int,
    message: str,
    by: Person,
    at: datetime,
) -> Referral:
    """連携を頼む — with the consulter's consent, of what the sender reads; the card goes along always."""
    row = locked(consultation, by=by, rule=access.REFER)
    _require_ready(row, to_office)
    _require_reading(row, by, shows_thread)
    made = Referral(consultation=row, to_office=to_office, shows_gist=shows_gist, shows_thread=shows_thread)
    made.urgency, made.sent_at, made.sent_by = Urgency(urgency), at, by
    box = seating.referral_box(row, made, keys=open_keyring(by), at=at)
    rows.seal(made, box, at=at, message=_told(message))
    made.save(force_insert=True)
    reindex(row)
    record("refer", row, by=by, at=at)
    tell_office(row, to_office, at=at)
    return made


@transaction.atomic
def accept_referral(*, consultation: Consultation, conflict_reason: str = "", by: Person, at: datetime) -> Referral:
    """連携を引き受ける — who does so reads what is handed over, as soon as the other side has given the keys."""
    row = locked(consultation, by=by, rule=access.ACCEPT_REFERRAL)
    require_open(row)
    held = _held(row.referrals.filter(state=ReferralState.SENT), by)
    _answer(held, ReferralState.ACCEPTED, by=by, at=at)
    held.save(update_fields=["state", "answered_at", "answered_by"])
    added = {"from_date": day_of(at), "added_at": at, "added_by": by}
    Member.objects.get_or_create(consultation=row, person=by, kind=MemberKind.PARTNER, removed_at=None, defaults=added)
    resettle(row, by=by, at=at)
    require_no_conflict(row, by, conflict_reason, by=by, at=at)
    record("accept_referral", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return held


@transaction.atomic
def decline_referral(*, consultation: Consultation, reason: str, note: str = "", by: Person, at: datetime) -> Referral:
    """連携を辞退する — with a reason; what is written beside it is sealed for the other side."""
    row = locked(consultation, by=by, rule=access.DECLINE_REFERRAL)
    held = _held(row.referrals.filter(state=ReferralState.SENT), by)
    held.decline_reason = DeclineReason(reason)
    _answer(held, ReferralState.DECLINED, by=by, at=at)
    _leave_note(row, note, by=by, at=at)
    _end(row, held, at=at)
    _settle(row, by=by, at=at)
    record("decline_referral", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return held


@transaction.atomic
def return_referral(*, consultation: Consultation, report: str, by: Person, at: datetime) -> Referral:
    """報告して連携を終える — the report stays in the conversation of the case."""
    row = locked(consultation, by=by, rule=access.RETURN_REFERRAL)
    if not report.strip():
        raise Refusal(_("報告を入力してください。"))
    held = _held(row.referrals.filter(state=ReferralState.ACCEPTED), by)
    held.state = ReferralState.RETURNED
    _leave_note(row, report, by=by, at=at)
    _end(row, held, at=at)
    _settle(row, by=by, at=at)
    record("return_referral", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return held


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: Person, at: datetime) -> None:
    """連携を取り下げる — from this moment the other office knows nothing of the case any more."""
    row = locked(referral.consultation, by=by, rule=access.REFER)
    if not end_referrals(row, row.referrals.filter(pk=referral.pk), by=by, at=at):
        raise Refusal(_("この連携はすでに終わっています。"))


def end_referrals(row: Consultation, which: ReferralQuerySet, *, by: Person, at: datetime) -> bool:
    """Withdraws those of the locked case that are open; False where there were none."""
    held = list(which.open().select_for_update())
    for referral in held:
        referral.state = ReferralState.WITHDRAWN
        _end(row, referral, at=at)
    if held:
        _settle(row, by=by, at=at)
        record("withdraw_referral", row, by=by, at=at)
    return bool(held)


def require_consent(row: Consultation) -> Consent:
    """紹介への同意 — the one that holds."""
    given = consent_of(row)
    if given is None:
        raise Refusal(_("相談者の「他の窓口・機関への紹介」への同意を、先に記録してください。"))
    return given


def _require_ready(row: Consultation, to_office: Organisation) -> None:
    require_open(row)
    if row.owner_id is None:
        raise Refusal(_("先に担当を決めてください。"))
    require_consent(row)
    if not possible_offices(row).filter(pk=to_office.pk).exists():
        raise Refusal(_("この窓口とは連携できません。"))


def _require_reading(row: Consultation, by: Person, shows_thread: bool) -> None:
    """Nobody hands over what they do not read: the gist goes with the rule, the conversation with being close."""
    if shows_thread and not access.may(by, row, access.SEND):
        raise Refusal(_("対話を渡せるのは、対話を読める担当と関係者だけです。"))


def _told(message: str) -> str:
    if not message.strip():
        raise Refusal(_("連携先へのメッセージを入力してください。"))
    if len(message) > MESSAGE_LENGTH:
        raise Refusal(_("メッセージは%(most)d字以内で入力してください。") % {"most": MESSAGE_LENGTH})
    return message.strip()


def _held(which: ReferralQuerySet, by: Person) -> Referral:
    """The earliest to an office of theirs; the rule has said that there is one."""
    offices = by.organisation_ids(*COUNTER_ROLES)
    mine = which.open().filter(to_office__in=offices).select_for_update(of=("self",))
    return mine.order_by("sent_at", "pk")[:1].get()


def _answer(held: Referral, state: ReferralState, *, by: Person, at: datetime) -> None:
    held.state, held.answered_at, held.answered_by = state, at, by


def _leave_note(row: Consultation, text: str, *, by: Person, at: datetime) -> None:
    if text.strip():
        note_told(row, text, kind=MessageKind.NOTE, by=by, at=at)


def _end(row: Consultation, held: Referral, *, at: datetime) -> None:
    held.ended_at = at
    held.save(update_fields=["state", "decline_reason", "answered_at", "answered_by", "ended_at"])


def _settle(row: Consultation, *, by: Person, at: datetime) -> None:
    """After an end: partners without a referral leave, keys are renewed, the search line forgets."""
    offices = row.referrals.open().filter(state=ReferralState.ACCEPTED).values("to_office")
    staying = Person.objects.all().holding(*COUNTER_ROLES, within=offices, on=day_of(at))
    partners = row.members.filter(kind=MemberKind.PARTNER, removed_at=None)
    partners.exclude(person__in=staying.values("pk")).update(removed_at=at)
    reindex(row)
    resettle(row, by=by, at=at)
