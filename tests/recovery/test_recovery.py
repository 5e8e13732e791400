"""鍵の復旧 — a person, two officers, and nobody less."""

from datetime import timedelta

import pyrage
import pytest
from django.core.exceptions import PermissionDenied
from pyrage.x25519 import Identity

from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, keyrings, lock, tasks
from madoguchi.foundation.vault.actions import officers, recovery
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import WrongSheet
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Keyring, Officer, Recovery, Share, SheetEntry
from madoguchi.foundation.vault.sealing import Place, seal, unseal
from tests.recovery.conftest import NEW, OLD, again, deeds_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(owner, now):
    return recovery.ask_recovery(password=NEW, by=owner, at=now)


def finish(owner, at, password=NEW):
    return recovery.finish_recovery(password=password, by=owner, at=at)


# Restoring


def test_two_officers_and_the_person_restore_the_keyring(owner, asked, keepers, enter, now):
    before = Keyring.objects.get(person=owner)
    enter(asked, keepers[0])
    enter(asked, keepers[1])
    keys = finish(owner, now)
    row = Keyring.objects.get(person=owner)
    assert (row.pk, row.public, str(keys.identity.to_public())) == (before.pk, before.public, before.public)
    assert keyrings.unlock(row, NEW).secret == keys.secret
    with pytest.raises(lock.WrongPassword):
        keyrings.unlock(row, OLD)


def test_everything_sealed_stays_readable(owner, asked, keepers, enter, box, seat, now):
    seat(box, owner)
    generation = writing_generation(box, at=now)
    place = Place("rooms.Row.text", "1", box.pk, generation.number)
    sealed = seal("打ち明けられたこと".encode(), place, generation.public)
    enter(asked, keepers[2])
    enter(asked, keepers[0])
    owner.open_keyring = finish(owner, now)
    assert unseal(sealed, place, identity_of(generation, owner.open_keyring)).decode() == "打ち明けられたこと"


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_sheets_restore_nothing(owner, asked, keepers, enter, count, now):
    for one in keepers[:count]:
        enter(asked, one)
    with pytest.raises(Refusal, match="まだそろっていません"):
        finish(owner, now)


def test_the_same_officer_twice_gets_nowhere(owner, asked, keepers, enter, now):
    enter(asked, keepers[0])
    with pytest.raises(Refusal, match="もう一人"):
        enter(asked, keepers[0])
    with pytest.raises(Refusal, match="まだそろっていません"):
        finish(owner, now)


def test_one_officer_with_the_sheet_of_another_gets_nowhere(asked, keepers, enter):
    enter(asked, keepers[0])
    with pytest.raises(WrongSheet):
        enter(asked, keepers[1], sheet=keepers[0].sheet)
    with pytest.raises(WrongSheet):
        enter(asked, keepers[1], sheet=keepers[2].sheet)


def test_a_third_sheet_is_not_taken(asked, keepers, enter):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    with pytest.raises(Refusal, match="そろっています"):
        enter(asked, keepers[2])


def test_whoever_is_no_officer_enters_nothing(asked, keepers, chief, now):
    with pytest.raises(PermissionDenied):
        recovery.enter_sheet(recovery=asked, sheet=keepers[0].sheet, by=chief, at=now)


def test_an_officer_does_not_recover_oneself_with_one_colleague(keepers, enter, now):
    own = keepers[0]
    own.person.set_password(NEW)
    keyrings.make(own.person, OLD, at=now)
    row = recovery.ask_recovery(password=NEW, by=own.person, at=now)
    enter(row, keepers[1])
    with pytest.raises(PermissionDenied):
        enter(row, own)
    assert not Recovery.objects.kept_by(own.person).exists()
    assert not Share.objects.filter(officer__person=own.person, keyring__person=own.person).exists()


def test_a_copy_of_the_database_between_the_sheets_opens_nothing_with_either(owner, asked, keepers, enter):
    """What the first sheet has opened lies sealed for the password of the person who asked."""
    enter(asked, keepers[0])
    row = again(asked)
    (kept,) = SheetEntry.objects.all()
    for sheet in (one.sheet for one in keepers):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(bytes(kept.sealed), [sheet])
    with pytest.raises(lock.WrongPassword):
        lock.unlock(row.transport_locked, OLD)


def test_an_officer_who_made_the_sheet_after_the_last_unlock_cannot_help(asked, keeper, enter):
    late = keeper()
    with pytest.raises(Refusal, match="最後に開かれたあと"):
        enter(asked, late)


def test_an_officer_who_ends_between_the_sheets_does_not_count(owner, asked, keepers, enter, chief, now):
    enter(asked, keepers[0])
    officers.end_officer(officer=Officer.objects.get(person=keepers[0].person), by=chief, at=now)
    enter(asked, keepers[1])
    with pytest.raises(Refusal, match="まだそろっていません"):
        finish(owner, now)
    enter(asked, keepers[2])
    assert finish(owner, now)


def test_after_restoring_nothing_of_the_way_is_left(owner, asked, keepers, enter, now):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    finish(owner, now)
    row = again(asked)
    assert (bytes(row.transport_locked), row.outcome) == (b"", "restored")
    assert {bytes(entry.sealed) for entry in SheetEntry.objects.all()} == {b""}
    with pytest.raises(Refusal, match="依頼されていません"):
        finish(owner, now)


# Asking


def test_without_a_keyring_there_is_nothing_to_recover(now):
    with pytest.raises(Refusal, match="復旧は必要ありません"):
        recovery.ask_recovery(password=NEW, by=people.person(password=NEW), at=now)


def test_asking_needs_the_password_of_today(owner, now):
    with pytest.raises(Refusal, match="パスワードが正しくありません"):
        recovery.ask_recovery(password=OLD, by=owner, at=now)


def test_without_two_officers_who_could_help_nobody_can_ask(owner, keepers, chief, keeper, now):
    keeper(), keeper()
    for one in keepers:
        officers.end_officer(officer=Officer.objects.get(person=one.person), by=chief, at=now)
    with pytest.raises(Refusal, match="2人いません"):
        recovery.ask_recovery(password=NEW, by=owner, at=now)


def test_one_request_at_a_time(owner, asked, now):
    with pytest.raises(Refusal, match="すでに依頼されています"):
        recovery.ask_recovery(password=NEW, by=owner, at=now)


def test_a_request_holds_seven_days(owner, asked, keepers, enter, now):
    enter(asked, keepers[0], at=now + 6 * DAY)
    with pytest.raises(Refusal, match="終わっています"):
        enter(asked, keepers[1], at=now + 7 * DAY)
    with pytest.raises(Refusal, match="依頼されていません"):
        finish(owner, now + 7 * DAY)


def test_what_has_expired_is_wiped_and_makes_room(owner, asked, keepers, enter, now):
    enter(asked, keepers[0])
    tasks.expire_recoveries(at=now + 8 * DAY)
    tasks.expire_recoveries(at=now + 8 * DAY)
    assert again(asked).outcome == "expired"
    assert bytes(SheetEntry.objects.get().sealed) == b""
    assert deeds_of(asked).count("vault.expire_recovery") == 1
    assert recovery.ask_recovery(password=NEW, by=owner, at=now + 8 * DAY).pk != asked.pk


def test_an_expired_request_makes_room_before_it_is_swept(owner, asked, now):
    assert recovery.ask_recovery(password=NEW, by=owner, at=now + 8 * DAY).pk != asked.pk


@pytest.mark.parametrize("who", ["owner", "officer"])
def test_the_person_or_an_officer_withdraws(owner, asked, keepers, enter, who, now):
    by = owner if who == "owner" else keepers[2].person
    recovery.withdraw_recovery(recovery=asked, by=by, at=now)
    with pytest.raises(Refusal, match="終わっています"):
        enter(asked, keepers[0])


def test_nobody_else_withdraws(asked, chief, now):
    assert not access.recovery_deeds(chief, asked, at=now)
    with pytest.raises(PermissionDenied):
        recovery.withdraw_recovery(recovery=asked, by=chief, at=now)


def test_a_password_changed_after_asking_is_said(owner, asked, keepers, enter, now):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    owner.set_password("san-banme-no-aikotoba")
    with pytest.raises(Refusal, match="パスワードが変わっています"):
        finish(owner, now, password="san-banme-no-aikotoba")


def test_finishing_needs_the_password(owner, asked, keepers, enter, now):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    with pytest.raises(Refusal, match="パスワードが正しくありません"):
        finish(owner, now, password=OLD)


def test_a_keyring_made_anew_meanwhile_is_not_overwritten(owner, asked, keepers, enter, now):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    keyrings.make(owner, NEW, at=now)
    with pytest.raises(Refusal, match="新しい鍵"):
        finish(owner, now)


# Wrong sheets


def test_a_wrong_sheet_is_said_in_one_sentence_and_counted(asked, keepers, enter):
    with pytest.raises(WrongSheet, match="用紙が違います"):
        enter(asked, keepers[0], sheet=Identity.generate())
    assert (again(asked).wrong_count, again(asked).outcome) == (1, "")


def test_the_fifth_wrong_sheet_ends_the_request(asked, keepers, enter):
    for _time in range(5):
        with pytest.raises(WrongSheet):
            enter(asked, keepers[0], sheet=Identity.generate())
    assert again(asked).outcome == "spoiled"
    with pytest.raises(Refusal, match="終わっています"):
        enter(asked, keepers[0])


# What is told and written down


def test_every_step_is_written_down(owner, asked, keepers, enter, now):
    with pytest.raises(WrongSheet):
        enter(asked, keepers[0], sheet=Identity.generate())
    enter(asked, keepers[0]), enter(asked, keepers[1])
    finish(owner, now)
    assert deeds_of(asked) == [
        "vault.ask_recovery",
        "vault.wrong_sheet",
        "vault.enter_first_sheet",
        "vault.enter_second_sheet",
        "vault.restore",
    ]


def test_the_officers_are_told_that_somebody_asks_and_not_who(owner, keepers, mails, now):
    letters = mails(lambda: recovery.ask_recovery(password=NEW, by=owner, at=now))
    assert set(letters) == {one.person.email for one in keepers}
    assert not [letter for letter in letters.values() if owner.name in letter.subject + letter.body]


def test_the_person_is_told_when_both_sheets_are_there(owner, asked, keepers, enter, mails):
    assert mails(lambda: enter(asked, keepers[0])) == {}
    assert set(mails(lambda: enter(asked, keepers[1]))) == {owner.email}


def test_the_person_and_who_sits_beside_are_told_and_nobody_else(owner, asked, keepers, enter, mails, box, seat, now):
    beside, gone, outside = people.person(), people.person(), people.person()
    seat(box, owner, beside, gone)
    seat(box, owner, beside)
    enter(asked, keepers[0]), enter(asked, keepers[1])
    letters = mails(lambda: finish(owner, now))
    assert set(letters) == {owner.email, beside.email}
    body = letters[beside.email].body
    assert all(one.person.name in body for one in keepers[:2])
    assert owner.name not in body
    assert "/keys/" in body
    seen = [Recovery.objects.announced_to(one).exists() for one in (owner, beside, keepers[2].person, gone, outside)]
    assert seen == [True, True, True, False, False]
