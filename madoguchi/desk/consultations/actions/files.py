"""The files of one case: sealed while they came in, they get their row here, and lose it."""

from datetime import datetime

from django.db import transaction

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.actions.telling import tell_desk
from madoguchi.desk.consultations.models import Attachment, Consultation
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.vault import uploads
from madoguchi.foundation.vault.opened import open_keyring


@transaction.atomic
def attach(*, consultation: Consultation, file: uploads.Upload, by: Person, at: datetime) -> Attachment:
    """ファイルを加える — Raises SeatsChanged where somebody left the case while the file came in."""
    row = locked(consultation, by=by, rule=access.ATTACH)
    seating.case_box(row, keys=open_keyring(by), at=at)
    made = Attachment(consultation=row, added_by=by)
    uploads.take(file, made, at=at)
    made.save(force_insert=True)
    record("attach", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return made


@transaction.atomic
def remove_file(*, file: Attachment, by: Person, at: datetime) -> None:
    """ファイルを消す — by who added it, or whoever may send; the ciphertext is swept after a day."""
    row = locked(file.consultation, by=by, rule=access.ATTACH)
    held = row.attachments.get(pk=file.pk)
    if held.added_by_id != by.pk:
        access.require(by, row, access.SEND)
    held.delete()
    record("remove_file", row, by=by, at=at)
