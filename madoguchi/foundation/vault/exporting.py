"""持ち出し — sealed payloads as they lie here, in a zip that the standard `age` tool opens with one's own key.

Nothing is unsealed: the keys of the generations are sealed to the person's keyring, the payloads stay unchanged.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zipfile import ZipFile, ZipInfo

from django.template.loader import render_to_string

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Generation
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.sealing import Buffer, Place


@dataclass(frozen=True)
class Payload:
    """中身 — what was sealed for a place, in pieces of any size."""

    place: Place
    sealed: Iterable[Buffer]


@dataclass(frozen=True)
class _Entry:
    """One line of the manifest: the payload, the key that opens it, and how long the context at its beginning is."""

    number: str
    key: str
    place: str
    context_bytes: int

    @property
    def tail_from(self) -> int:
        """As `tail -c +N` counts."""
        return self.context_bytes + 1

    @property
    def line(self) -> dict[str, object]:
        file, key = f"{self.number}.age", f"keys/{self.key}.age"
        return {"file": file, "key": key, "place": self.place, "context_bytes": self.context_bytes}


def write_export(out: IO[bytes], payloads: Sequence[Payload], keys: OpenKeyring, *, at: datetime) -> None:
    """持ち出す — a zip written piece by piece. Raises NotYours or NoKeyYet before the first byte is written."""
    wrapped = _wrapped_keys([payload.place for payload in payloads], keys)
    entries = [_entry(number, payload.place) for number, payload in enumerate(payloads, 1)]
    with ZipFile(out, "w") as archive:
        for name, text in _explained(entries, at).items():
            _add(archive, name, [text.encode()], at)
        for key, sealed in wrapped.items():
            _add(archive, f"keys/{key}.age", [sealed], at)
        for entry, payload in zip(entries, payloads, strict=True):
            _add(archive, f"{entry.number}.age", payload.sealed, at)


def key_file(keys: OpenKeyring, *, at: datetime) -> str:
    """鍵ファイル — a person's own key as an age identity file. Whoever has it opens everything the person opens."""
    public = keys.identity.to_public()
    return f"# created: {at.isoformat(timespec='seconds')}\n# public key: {public}\n{keys.secret}\n"


def _wrapped_keys(places: Iterable[Place], keys: OpenKeyring) -> dict[str, bytes]:
    """The key of each generation, for the person alone; names as in the manifest."""
    needed = {_key_name(place): place for place in places}
    public = str(keys.identity.to_public())
    return {name: sealing.wrap(f"{_identity(place, keys)}\n", [public]) for name, place in needed.items()}


def _identity(place: Place, keys: OpenKeyring) -> object:
    return identity_of(Generation.objects.get(box=place.box, number=place.generation), keys)


def _key_name(place: Place) -> str:
    return f"{place.box}-{place.generation}"


def _entry(number: int, place: Place) -> _Entry:
    context = place.context
    return _Entry(f"{number:04}", _key_name(place), context[:-1].decode(), len(context))


def _explained(entries: Sequence[_Entry], at: datetime) -> dict[str, str]:
    manifest = {"format": "age", "made_at": at.isoformat(), "files": [entry.line for entry in entries]}
    known = {"entries": entries, "first": entries[0] if entries else None}
    return {
        "README.txt": render_to_string("vault/export_readme.txt", known),
        "open.sh": render_to_string("vault/export_open.sh", known),
        "manifest.json": json.dumps(manifest, ensure_ascii=False, indent=1) + "\n",
    }


def _add(archive: ZipFile, name: str, pieces: Iterable[Buffer], at: datetime) -> None:
    with archive.open(ZipInfo(name, at.timetuple()[:6]), "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
