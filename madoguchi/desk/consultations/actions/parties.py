"""The other side of a case, and what is done about a conflict of interest."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.actions.thread import note_told
from madoguchi.desk.consultations.models import NAME_LENGTH, Consultation, Party, token_of
from madoguchi.desk.consultations.queries.conflicts import collides
from madoguchi.desk.consultations.words import MessageKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring

MOST_PARTIES = 20


class ConflictOfInterest(Refusal):
    """利益相反のおそれ — goes on only with a reason."""

    field = "conflict_reason"


@transaction.atomic
def name_party(*, consultation: Consultation, name: str, relation: str, by: Person, at: datetime) -> Party:
    """相手方を記録する — sealed; what it collides with is shown on the page afterwards."""
    row = locked(consultation, by=by, rule=access.NAME_PARTY)
    made = add_party(row, name=name, relation=relation, by=by, at=at)
    record("name_party", row, by=by, at=at)
    return made


@transaction.atomic
def remove_party(*, party: Party, by: Person, at: datetime) -> None:
    """相手方を消す."""
    row = locked(party.consultation, by=by, rule=access.NAME_PARTY)
    row.parties.get(pk=party.pk).delete()
    record("remove_party", row, by=by, at=at)


def add_party(row: Consultation, *, name: str, relation: str, by: Person, at: datetime) -> Party:
    if not name.strip() or len(name) > NAME_LENGTH:
        raise Refusal(_("相手方の名前を%(most)d字以内で入力してください。") % {"most": NAME_LENGTH})
    if row.parties.count() >= MOST_PARTIES:
        raise Refusal(_("相手方は%(most)d件まで記録できます。") % {"most": MOST_PARTIES})
    made = Party(consultation=row, relation=relation, token=token_of(name), noted_at=at, noted_by=by)
    rows.seal(made, seating.case_box(row, keys=open_keyring(by), at=at), at=at, name=name.strip())
    made.save(force_insert=True)
    return made


def add_parties(row: Consultation, party: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """One name a line, as the call page has them."""
    for name in filter(str.strip, party["names"].splitlines()):
        add_party(row, name=name, relation=party["relation"], by=by, at=at)


def require_no_conflict(row: Consultation, person: Person, reason: str, *, by: Person, at: datetime) -> None:
    """Whoever works on the other side takes this case only with a reason, which is kept with what was confided."""
    if not collides(row, person):
        return
    if not reason.strip():
        sentence = _(
            "%(name)sさんは、この相談と利害がぶつかるおそれのある別の相談を担当しています。"
            "承知で進めるときは、その理由を入力してください。"
        )
        raise ConflictOfInterest(sentence % {"name": person.name})
    note_told(row, _("利益相反を承知で担当を決めた理由：") + reason.strip(), kind=MessageKind.NOTE, by=by, at=at)
    record("accept_conflict", row, by=by, at=at)
