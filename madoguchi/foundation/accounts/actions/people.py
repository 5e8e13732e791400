"""People as a whole: use ended and begun again, a lost telephone, one's own name."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.accounts import access, emails
from madoguchi.foundation.accounts.actions.office_boxes import reseat_offices_of
from madoguchi.foundation.accounts.actions.roles import held_by, lock_last_keys, refuse_last_key
from madoguchi.foundation.accounts.models import Invitation, Person
from madoguchi.foundation.accounts.queries import has_second_factor
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.actions import officers
from madoguchi.foundation.vault.opened import open_keyring


@transaction.atomic
def disable(*, person: Person, by: Person, at: datetime) -> Person:
    """利用を停止する — every open session ends at its next request and none comes back; open invitations end too."""
    access.STOP.require(by)
    lock_last_keys(*access.KEYS_OF_THE_HOUSE)
    row = _answered_for(person, by, at)
    if not row.is_active:
        raise Refusal(_("この方の利用はすでに停止しています。"))
    for held in access.keys_held_by(row, on=day_of(at)):
        refuse_last_key(held, on=day_of(at))
    row.is_active, row.disabled_at, row.disabled_by = False, at, by
    row.session_generation += 1
    row.save(update_fields=["is_active", "disabled_at", "disabled_by", "session_generation"])
    Invitation.objects.filter(invited_by=row).open_at(at).update(expires_at=at)
    officers.end_term(person=row, by=by, at=at)
    reseat_offices_of(row, keys=open_keyring(by), at=at)
    diary.record("accounts.disable", row, by=by, at=at)
    return row


@transaction.atomic
def enable(*, person: Person, by: Person, at: datetime) -> Person:
    """利用を再開する — with the password and the second factor of before."""
    access.STOP.require(by)
    row = _answered_for(person, by, at)
    if row.is_active:
        raise Refusal(_("この方は利用を停止していません。"))
    row.is_active, row.disabled_at, row.disabled_by = True, None, None
    row.save(update_fields=["is_active", "disabled_at", "disabled_by"])
    reseat_offices_of(row, keys=open_keyring(by), at=at)
    diary.record("accounts.enable", row, by=by, at=at)
    return row


@transaction.atomic
def clear_second_factor(*, person: Person, by: Person, at: datetime) -> Person:
    """二段階認証を消す — for a lost telephone: sessions end; a desk's people are led to setting it up anew."""
    access.CLEAR.require(by)
    row = held_by(person, by)
    _refuse_oneself(row, by)
    if not access.clears_for(by, row, on=day_of(at)):
        raise Refusal(
            _(
                "代表者の方か、ほかにも所属のある方です。ほかの代表者に依頼するか、本人の回復用コードを使ってください。窓口にも所属のある方は、システム管理者にも依頼できます。"
            )
        )
    if not (row.is_active and has_second_factor(row)):
        raise Refusal(_("この方の二段階認証はありません。"))
    Authenticator.objects.filter(user=row).delete()
    row.session_generation += 1
    row.save(update_fields=["session_generation"])
    diary.record("accounts.clear_second_factor", row, by=by, at=at)
    emails.sign_in_changed(row, at=at)
    return row


@transaction.atomic
def describe_self(*, name: str, kana: str, by: Person, at: datetime) -> Person:
    """自分の設定 — corrects one's own name."""
    row: Person = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    row.name, row.kana = name, kana
    row.save(update_fields=["name", "kana"])
    diary.record("accounts.describe_self", row, by=by, at=at)
    return row


def _answered_for(person: Person, by: Person, at: datetime) -> Person:
    row = held_by(person, by)
    _refuse_oneself(row, by)
    if not access.answers_for(by, row, on=day_of(at)):
        raise Refusal(_("ほかにも所属のある方です。この窓口の役割を終えるか、システム管理者に依頼してください。"))
    return row


def _refuse_oneself(row: Person, by: Person) -> None:
    if row.pk == by.pk:
        raise Refusal(_("自分には行えません。ほかの責任者に依頼してください。"))
