"""鍵の復旧 — asked for, opened by two sheets, finished with the password; or handed over to successors.

Nobody of the three can do it alone: one sheet opens a share of the keyring, two open the keyring, and what comes out
lies sealed for the password of the person who asked until that person finishes.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, boxes, emails, keyrings, lock, queries, shares, transport
from madoguchi.foundation.vault.errors import WrongSheet
from madoguchi.foundation.vault.models import (
    Box,
    Keyring,
    Officer,
    Outcome,
    Purpose,
    Recovery,
    Share,
    SheetEntry,
)
from madoguchi.foundation.vault.opened import OpenKeyring

HOLDS = timedelta(days=7)
MOST_WRONG = 5

# Asking


def ask_recovery(*, password: str, by: Any, at: datetime) -> Recovery:
    """鍵の復旧を依頼する — one's own, after the password was set anew; holds seven days."""
    _require_password(by, password)
    return _ask(password, by, at)


@transaction.atomic
def _ask(password: str, by: Any, at: datetime) -> Recovery:
    row = Keyring.objects.current().select_for_update(of=("self",)).filter(person=by.pk).first()
    if row is None:
        raise Refusal(_("鍵はまだありません。復旧は必要ありません。"))
    _refuse_unrestorable(row)
    _refuse_second(row, Purpose.RESTORE, at)
    way = transport.locked_by(password)
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
    _refuse_unrestorable(row)
    _refuse_second(row, Purpose.HAND_OVER, at)
    made = _asked(row, Purpose.HAND_OVER, by, at)
    diary.record("vault.ask_hand_over", made, by=by, at=at)
    return made


def _asked(row: Keyring, purpose: Purpose, by: Any, at: datetime, **way: Any) -> Recovery:
    made = Recovery.objects.create(
        keyring=row, purpose=purpose, asked_by=by, asked_at=at, expires_at=at + HOLDS, **way
    )
    transaction.on_commit(partial(emails.sheet_wanted, queries.officers_to_ask(made)))
    return made


def _require_password(by: Any, password: str) -> None:
    if not by.check_password(password):
        raise Refusal(_("パスワードが正しくありません。"))


def _refuse_unrestorable(row: Keyring) -> None:
    if not Keyring.objects.restorable().filter(pk=row.pk).exists():
        raise Refusal(_("この鍵を復旧できる保管責任者が2人いません。窓口責任者に相談してください。"))


def _refuse_second(row: Keyring, purpose: Purpose, at: datetime) -> None:
    """One request a keyring; what has expired makes room, and what its person's coming or going has made senseless."""
    for earlier in row.recoveries.unfinished().select_for_update(of=("self",)):
        if earlier.is_open(at) and earlier.purpose == purpose:
            raise Refusal(_("すでに依頼されています。"))
        _end(earlier, Outcome.EXPIRED, at)


# The two sheets


def enter_sheet(*, recovery: Recovery, sheet: Identity, word: str = "", by: Any, at: datetime) -> str:
    """用紙を入力する — the first sheet or the second. For a hand-over the first gives a word, and the second needs it.

    Returns the word to be told to the second officer, or "". A wrong sheet or word is counted whatever happens then.
    """
    try:
        return _entered(recovery, sheet, word, by, at)
    except WrongSheet:
        _count_wrong(recovery, by, at)
        raise


@transaction.atomic
def _entered(recovery: Recovery, sheet: Identity, word: str, by: Any, at: datetime) -> str:
    row = _open(recovery, at)
    officer = _officer_for(row, by)
    earlier = list(queries.entries_of(row))
    _refuse_again(officer, earlier)
    share = _opened_share(row, officer, sheet)
    deed = "vault.enter_second_sheet" if earlier else "vault.enter_first_sheet"
    diary.record(deed, row, by=by, at=at)
    if row.purpose == Purpose.RESTORE:
        _keep(row, officer, share, at)
        return ""
    if not earlier:
        return _keep_for_the_second(row, officer, share, at)
    _hand_over(row, earlier[0], word, officer, share, by, at)
    return ""


def _open(recovery: Recovery, at: datetime) -> Recovery:
    row = Recovery.objects.select_for_update(of=("self",)).select_related("keyring").get(pk=recovery.pk)
    if not row.is_open(at):
        raise Refusal(_("この依頼は終わっています。必要なときは、もう一度依頼してください。"))
    return row


def _officer_for(row: Recovery, by: Any) -> Officer:
    officer = queries.officer_of(by)
    if officer is None or not access.may_keep(by, row):
        raise PermissionDenied(access.KEEP.code)
    return officer


def _refuse_again(officer: Officer, earlier: list[SheetEntry]) -> None:
    if officer.pk in [entry.officer_id for entry in earlier]:
        raise Refusal(_("あなたの用紙は入力済みです。もう一人の保管責任者の用紙が必要です。"))
    if len(earlier) >= access.SHEETS_NEEDED:
        raise Refusal(_("2人の用紙はそろっています。"))


def _opened_share(row: Recovery, officer: Officer, sheet: Identity) -> Identity:
    if str(sheet.to_public()) != officer.public:
        raise WrongSheet(_("用紙が違います。あなたの最新の用紙を見て入力してください。"))
    share = Share.objects.filter(keyring=row.keyring_id, officer=officer).select_related("keyring").first()
    if share is None:
        raise Refusal(_("あなたの用紙は、この鍵が最後に開かれたあとに作られたため、この復旧には使えません。"))
    return shares.of_officer(share, sheet)


def _keep(row: Recovery, officer: Officer, share: Identity, at: datetime) -> None:
    sealed = transport.put(share, row)
    SheetEntry.objects.create(recovery=row, officer=officer, sealed=sealed, entered_at=at)
    if row.purpose == Purpose.RESTORE and queries.is_complete(row):
        transaction.on_commit(partial(emails.complete, row.asked_by))


def _keep_for_the_second(row: Recovery, officer: Officer, share: Identity, at: datetime) -> str:
    word, way = transport.locked_by_word()
    row.transport, row.transport_locked = way.public, way.locked
    row.save(update_fields=["transport", "transport_locked"])
    _keep(row, officer, share, at)
    return word


def _count_wrong(recovery: Recovery, by: Any, at: datetime) -> None:
    with transaction.atomic():
        row = _open(recovery, at)
        row.wrong_count += 1
        row.save(update_fields=["wrong_count"])
        diary.record("vault.wrong_sheet", row, by=by, at=at)
        if row.wrong_count >= MOST_WRONG:
            _end(row, Outcome.SPOILED, at)


# The end


def finish_recovery(*, password: str, by: Any, at: datetime) -> OpenKeyring:
    """鍵を戻す — with the password the request was made with; the same keys, so everything sealed stays readable."""
    _require_password(by, password)
    return _finish(password, by, at)


@transaction.atomic
def _finish(password: str, by: Any, at: datetime) -> OpenKeyring:
    found = queries.own_recovery(by, now=at)
    if found is None:
        raise Refusal(_("鍵の復旧は依頼されていません。"))
    row = _open(found, at)
    if row.keyring.replaced_at:
        raise Refusal(_("依頼したあとに新しい鍵が作られています。前の鍵は、窓口責任者に引き継ぎを依頼してください。"))
    entries = list(queries.entries_of(row))
    secret = _restored(row, entries, _way_back(row, password))
    keys = keyrings.opened(row.keyring, secret)
    keyrings.lock_anew(keys, password, at=at)
    shares.renew(row.keyring, keys)
    _end(row, Outcome.RESTORED, at)
    diary.record("vault.restore", row, by=by, at=at)
    told = [by, *queries.seated_beside(by)]
    transaction.on_commit(partial(emails.restored, told, officers=_names(entries), at=at))
    return keys


@transaction.atomic
def withdraw_recovery(*, recovery: Recovery, by: Any, at: datetime) -> Recovery:
    """取り下げる — the person, or an officer who doubts that it was that person who asked."""
    row = _open(recovery, at)
    if not access.may_withdraw(by, row):
        raise PermissionDenied(access.KEEP.code)
    _end(row, Outcome.WITHDRAWN, at)
    diary.record("vault.withdraw_recovery", row, by=by, at=at)
    return row


@transaction.atomic
def expire_recoveries(*, by: str = "system", at: datetime) -> None:
    """期限切れにする — what officers have opened for a request is not kept beyond its days."""
    for row in Recovery.objects.unfinished().filter(expires_at__lte=at).select_for_update(of=("self",)):
        _end(row, Outcome.EXPIRED, at)
        diary.record("vault.expire_recovery", row, by=by, at=at)


def _way_back(row: Recovery, password: str) -> Identity:
    try:
        return transport.opened(row, password)
    except lock.WrongPassword as error:
        raise Refusal(
            _("依頼したあとにパスワードが変わっています。取り下げてから、もう一度依頼してください。")
        ) from error


def _restored(row: Recovery, entries: list[SheetEntry], way: Identity) -> str:
    if len(entries) < access.SHEETS_NEEDED:
        raise Refusal(_("保管責任者2人の用紙がまだそろっていません。"))
    opened = {entry.officer_id: transport.taken(entry, row, way) for entry in entries}
    return _secret_of(row, opened)


def _secret_of(row: Recovery, opened: dict[int, Identity]) -> str:
    secret = shares.together(row.keyring, opened)
    if secret is None:
        raise Refusal(_("この2人の用紙では、この鍵を復旧できません。取り下げて、別の保管責任者に依頼してください。"))
    return secret


def _hand_over(
    row: Recovery, first: SheetEntry, word: str, officer: Officer, share: Identity, by: Any, at: datetime
) -> None:
    """The keyring is open in this call alone, hands keys to who is seated and waits, and is forgotten."""
    opened = {first.officer_id: transport.taken(first, row, _way_by_word(row, word)), officer.pk: share}
    keys = keyrings.opened(row.keyring, _secret_of(row, opened))
    SheetEntry.objects.create(recovery=row, officer=officer, sealed=b"", entered_at=at)
    settled = list(queries.boxes_to_hand_over(row.keyring).select_for_update(of=("self",)))
    for box in settled:
        boxes.settle(box, keys, at=at)
    _end(row, Outcome.HANDED_OVER, at)
    diary.record("vault.hand_over", row, by=by, at=at)
    told = queries.seated_at(Box.objects.filter(pk__in=[box.pk for box in settled]))
    names = _names(list(queries.entries_of(row)))
    transaction.on_commit(partial(emails.handed_over, told, officers=names, at=at))


def _way_by_word(row: Recovery, word: str) -> Identity:
    try:
        return transport.opened(row, word)
    except lock.WrongPassword as error:
        raise WrongSheet(_("合言葉が違います。先に用紙を入力した保管責任者に確かめてください。")) from error


def _end(row: Recovery, outcome: Outcome, at: datetime) -> None:
    row.outcome, row.ended_at, row.transport_locked = outcome, at, b""
    row.save(update_fields=["outcome", "ended_at", "transport_locked"])
    row.entries.update(sealed=b"")


def _names(entries: list[SheetEntry]) -> str:
    return "、".join(entry.officer.person.name for entry in entries)
