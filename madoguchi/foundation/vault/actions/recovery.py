"""鍵の復旧 — asked for and finished by the person, withdrawn, expired. The two sheets between: `sheet_entries`.

Nobody of the three can do it alone: one sheet opens a share of the keyring, two open the keyring, and what comes out
lies sealed for the password of the person who asked until that person finishes. Locks are computed before a
transaction begins, as in `unlocking`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, emails, keyrings, lock, queries, shares, transport
from madoguchi.foundation.vault.actions.unlocking import prove
from madoguchi.foundation.vault.models import Keyring, Outcome, Purpose, Recovery, SheetEntry
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.transport import Way

HOLDS = timedelta(days=7)

# Asking


def ask_recovery(*, password: str, by: Any, at: datetime) -> Recovery:
    """鍵の復旧を依頼する — one's own, after the password was set anew; holds seven days."""
    prove(password, by=by, at=at)
    if keyrings.current(by) is None:
        raise Refusal(_("鍵はまだありません。復旧は必要ありません。"))
    return _asked_by_person(transport.locked_by(password), by, at)


@transaction.atomic
def _asked_by_person(way: Way, by: Any, at: datetime) -> Recovery:
    row = Keyring.objects.current().select_for_update(of=("self",)).get(person=by.pk)
    made = _asked(row, Purpose.RESTORE, by, at, transport=way.public, transport_locked=way.locked)
    diary.record("vault.ask_recovery", made, by=by, at=at)
    return made


@transaction.atomic
def ask_hand_over(*, keyring: Keyring, by: Any, at: datetime) -> Recovery:
    """鍵の引き継ぎを始める — of a keyring its person will not open any more, for those who wait for it."""
    if not access.may_start_hand_over(by):
        raise PermissionDenied(access.OFFICERS.code)
    row = Keyring.objects.select_for_update(of=("self",)).get(pk=keyring.pk)
    if not queries.keyrings_to_hand_over().filter(pk=row.pk).exists():
        raise Refusal(_("この鍵を待っている方はいません。"))
    made = _asked(row, Purpose.HAND_OVER, by, at)
    diary.record("vault.ask_hand_over", made, by=by, at=at)
    return made


def _asked(row: Keyring, purpose: Purpose, by: Any, at: datetime, **way: Any) -> Recovery:
    _refuse_unrestorable(row)
    _refuse_second(row, purpose, at)
    made = Recovery.objects.create(
        keyring=row, purpose=purpose, asked_by=by, asked_at=at, expires_at=at + HOLDS, **way
    )
    emails.sheet_wanted(queries.officers_to_ask(made))
    return made


def _refuse_unrestorable(row: Keyring) -> None:
    if not Keyring.objects.restorable().filter(pk=row.pk).exists():
        raise Refusal(_("この鍵を復旧できる保管責任者が2人いません。窓口責任者に相談してください。"))


def _refuse_second(row: Keyring, purpose: Purpose, at: datetime) -> None:
    """One request a keyring; what has expired makes room, and what its person's coming or going has made senseless."""
    for earlier in row.recoveries.unfinished().select_for_update(of=("self",)):
        if earlier.is_open(at) and earlier.purpose == purpose:
            raise Refusal(_("すでに依頼されています。"))
        end(earlier, Outcome.EXPIRED, at)


# The end


def finish_recovery(*, password: str, by: Any, at: datetime) -> OpenKeyring:
    """鍵を戻す — with the password the request was made with; the same keys, so everything sealed stays readable."""
    prove(password, by=by, at=at)
    row = queries.own_recovery(by, now=at)
    if row is None:
        raise Refusal(_("鍵の復旧は依頼されていません。"))
    _refuse_replaced(row)
    entries = [one for one in queries.entries_of(row) if one.sealed]  # emptied where it was finished a moment ago
    keys = keyrings.opened(row.keyring, _restored(row, entries, _way_back(row, password)))
    _finished(row, keys, lock.lock(keys.secret, password), entries, by, at)
    return keys


@transaction.atomic
def _finished(
    asked: Recovery, keys: OpenKeyring, locked: bytes, entries: list[SheetEntry], by: Any, at: datetime
) -> None:
    row = locked_open(asked, at)
    _refuse_replaced(row)
    keyrings.change_lock(keys, locked, at=at)
    end(row, Outcome.RESTORED, at)
    diary.record("vault.restore", row, by=by, at=at)
    told = [by, *queries.seated_beside(by)]
    emails.restored(told, officers=queries.names_of(entries), at=at)


def _refuse_replaced(row: Recovery) -> None:
    if row.keyring.replaced_at:
        raise Refusal(_("依頼したあとに新しい鍵が作られています。前の鍵は、窓口責任者に引き継ぎを依頼してください。"))


def _way_back(row: Recovery, password: str) -> Way:
    try:
        return transport.opened(row, password)
    except lock.WrongPassword as error:
        raise Refusal(
            _("依頼したあとにパスワードが変わっています。取り下げてから、もう一度依頼してください。")
        ) from error


def _restored(row: Recovery, entries: list[SheetEntry], way: Way) -> str:
    if len(entries) < access.SHEETS_NEEDED:
        raise Refusal(_("保管責任者2人の用紙がまだそろっていません。"))
    return shares.together(row.keyring, {entry.officer_id: transport.taken(entry, row, way) for entry in entries})


@transaction.atomic
def withdraw_recovery(*, recovery: Recovery, by: Any, at: datetime) -> Recovery:
    """取り下げる — the person, or an officer who doubts that it was that person who asked."""
    row = locked_open(recovery, at)
    if not access.may_withdraw(by, row):
        raise PermissionDenied(access.KEEP.code)
    end(row, Outcome.WITHDRAWN, at)
    diary.record("vault.withdraw_recovery", row, by=by, at=at)
    return row


@transaction.atomic
def expire_recoveries(*, by: str = "system", at: datetime) -> None:
    """期限切れにする — what officers have opened for a request is not kept beyond its days."""
    for row in Recovery.objects.unfinished().filter(expires_at__lte=at).select_for_update(of=("self",)):
        end(row, Outcome.EXPIRED, at)
        diary.record("vault.expire_recovery", row, by=by, at=at)


def locked_open(recovery: Recovery, at: datetime) -> Recovery:
    row = Recovery.objects.select_for_update(of=("self",)).select_related("keyring").get(pk=recovery.pk)
    refuse_over(row, at)
    return row


def refuse_over(row: Recovery, at: datetime) -> None:
    if not row.is_open(at):
        raise Refusal(_("この依頼は終わっています。必要なときは、もう一度依頼してください。"))


def end(row: Recovery, outcome: Outcome, at: datetime) -> None:
    """Nothing that was on its way is kept."""
    row.outcome, row.ended_at, row.transport_locked = outcome, at, b""
    row.save(update_fields=["outcome", "ended_at", "transport_locked"])
    row.entries.update(sealed=b"")
