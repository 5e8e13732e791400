"""受け取り — files are sealed while they come in: what is in clear touches neither disk nor a growing memory.

A room's view stands behind `doors.receives(rule, into=…)`, where `into` answers a SealingReceiver; its form has an
UploadField; its action gives what was cleaned to `take`, together with a new row.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

from madoguchi.foundation.access.files import Receiver
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import filenames, rows
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import DiskFull, FileTooBig, NobodyHasAKey, OneFileAField, SeatsChanged
from madoguchi.foundation.vault.models import Box, Generation, SealedFile
from madoguchi.foundation.vault.streams import PIECE, Sealing

FOLDER = "sealed"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Upload:
    """届いたファイル — a ciphertext in the storage, for a row that does not exist yet; or a refusal, and nothing."""

    def __init__(self, model: type[SealedFile], generation: Generation | None, name: str) -> None:
        self.name, self.size = filenames.clean(name), 0
        self.stored = f"{FOLDER}/{uuid4()}.age"
        self.generation = generation
        self.refusal: Refusal | None = None
        self._row = model()
        self._sealing: Sealing | None = None

    @property
    def model(self) -> type[SealedFile]:
        return type(self._row)

    @property
    def row_id(self) -> Any:
        return self._row.pk

    def begin(self) -> None:
        if self.generation is None:
            return self.refuse(NobodyHasAKey())
        self._row.box, self._row.generation = self.generation.box, self.generation.number
        with self._room_is_needed():
            default_storage.save(self.stored, ContentFile(b""))
            place = rows.place_of(self._row, "content")
            self._sealing = Sealing(default_storage.open(self.stored, "wb"), place, self.generation.public)

    def write(self, piece: bytes) -> None:
        """The rest of a refused file is let pass: so the answer, and whatever else was typed, is not lost."""
        self.size += len(piece)
        if self._sealing and self.size > settings.SEALED_FILE_MOST:
            self.refuse(FileTooBig())
        if self._sealing:
            with self._room_is_needed():
                self._sealing.write(piece)

    def finish(self) -> None:
        if self._sealing:
            with self._room_is_needed():
                self._sealing.finish()

    def refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.discard()

    def discard(self) -> None:
        if self._sealing:
            self._sealing.stop()
            self._sealing = None
        default_storage.delete(self.stored)

    def close(self) -> None:
        """Django closes what a request brought; ours lies in the storage: see `SealingReceiver.close`."""

    @contextmanager
    def _room_is_needed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            self.refuse(DiskFull())


class SealingReceiver(Receiver):
    """封をする受け口 — seals each file of a request into one box, for rows of one model."""

    def __init__(self, model: type[SealedFile], box: Box, *, at: datetime) -> None:
        super().__init__()
        self._model, self._box = model, box
        self._uploads: list[Upload] = []
        self._fields: set[str | None] = set()
        self._generation = _generation_or_none(box, at)

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> Any:
        return _Parser(META, input_data, [_Handler(self)], encoding).parse()

    def expect(self, field: str | None, name: str) -> Upload:
        upload = Upload(self._model, self._generation, name)
        self._uploads.append(upload)
        if field in self._fields:
            upload.refuse(OneFileAField())
        else:
            upload.begin()
        self._fields.add(field)
        return upload

    def close(self) -> None:
        """What became no row is removed, whatever the reason."""
        for upload in self._uploads:
            if not upload.model._default_manager.filter(stored=upload.stored).exists():
                upload.discard()


class UploadField(forms.FileField):
    """ファイルの欄 — behind a door that receives; its value is an Upload. An empty file is a file."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def to_python(self, data: Any) -> Any:
        upload: Any = super().to_python(data)
        if upload and upload.refusal:
            raise ValidationError(str(upload.refusal), code="refused")
        return upload


def take(upload: Upload, row: SealedFile, *, at: datetime, **texts: str) -> None:
    """受け取る — fills a new row of the receiver's model in memory, sealing the name and `texts`; the caller saves it.

    Raises SeatsChanged where the box has a newer generation than the content was sealed for.
    """
    if type(row) is not upload.model or upload.refusal or upload.generation is None:
        raise ValueError("not an upload for this row")
    row.pk, row.stored, row.size, row.taken_at = upload.row_id, upload.stored, upload.size, at
    generation = rows.seal(row, upload.generation.box, at=at, name=upload.name, **texts)
    if generation.number != upload.generation.number:
        raise SeatsChanged


def _generation_or_none(box: Box, at: datetime) -> Generation | None:
    """Where nobody has a key each file is refused on its own, with the sentence at its field."""
    try:
        return writing_generation(box, at=at)
    except NobodyHasAKey:
        return None


class _Handler(FileUploadHandler):
    """What the parser of Django tells of each file."""

    chunk_size = PIECE

    def __init__(self, receiver: SealingReceiver) -> None:
        super().__init__()
        self._receiver = receiver

    def new_file(self, field_name: str | None, file_name: str | None, *args: Any, **kwargs: Any) -> None:
        self._upload = self._receiver.expect(field_name, file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        self._upload.finish()
        return self._upload


class _Parser(MultiPartParser):
    """Django's takes the ideographic space and 外字 out of names; what is to go goes in `filenames.clean`."""

    def sanitize_file_name(self, file_name: str) -> str:
        return file_name
