"""持ち出し — sealed payloads as they lie here, in a zip that the standard `age` tool opens with one's own key.

Nothing is unsealed: the keys of the generations are sealed to the person's keyring, the payloads stay unchanged.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZipFile, ZipInfo

from django.template.loader import render_to_string

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Generation
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.sealing import Buffer, Place


@dataclass(frozen=True)
class Payload:
    """中身 — what was sealed for a place, in pieces of any size; `about`: what it is, in words that may stand open.

    `is_file`: the content of a file, whose name is the payload before it.
    """

    place: Place
    sealed: Iterable[Buffer]
    about: str = ""
    is_file: bool = False


@dataclass(frozen=True)
class _Entry:
    """One line of the manifest: the payload, the key that opens it, and how long the context at its beginning is."""

    count: int
    key: str
    place: str
    context_bytes: int
    about: str
    is_file: bool

    @property
    def number(self) -> str:
        return f"{self.count:04}"

    @property
    def named_by(self) -> str:
        """The number of the payload that is a file's name."""
        return f"{self.count - 1:04}"

    @property
    def opened(self) -> str:
        return f"{self.number}.{'bin' if self.is_file else 'txt'}"

    @property
    def tail_from(self) -> int:
        """As `tail -c +N` counts."""
        return self.context_bytes + 1

    @property
    def line(self) -> dict[str, object]:
        file, key = f"{self.number}.age", f"keys/{self.key}.age"
        found = {"file": file, "key": key, "place": self.place, "context_bytes": self.context_bytes}
        return found | {"about": self.about, "opens_to": self.opened}


def export(
    payloads: Sequence[Payload], keys: OpenKeyring, *, beside: Mapping[str, str] | None = None, at: datetime
) -> Iterator[bytes]:
    """持ち出す — the zip, piece by piece; `beside`: texts that stand open in it, by name.

    Raises NotYours, NoKeyYet or KeyringClosed when it is called, before there is a first piece.
    """
    wrapped = _wrapped_keys([payload.place for payload in payloads], keys)
    entries = [_entry(count, payload) for count, payload in enumerate(payloads, 1)]
    texts = {**(beside or {}), **_explained(entries, str(keys.identity.to_public()), at)}
    return _zipped(_files(texts, wrapped, entries, payloads), at)


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


def _entry(count: int, payload: Payload) -> _Entry:
    context = payload.place.context
    key = _key_name(payload.place)
    return _Entry(count, key, context[:-1].decode(), len(context), payload.about, payload.is_file)


def _explained(entries: Sequence[_Entry], public: str, at: datetime) -> dict[str, str]:
    manifest = {"format": "age", "made_at": at.isoformat(), "sealed_for": public}
    known = {"entries": entries, "first": entries[0] if entries else None, "public": public}
    return {
        "README.txt": render_to_string("vault/export_readme.txt", known),
        "open.sh": render_to_string("vault/export_open.sh", known),
        "manifest.json": json.dumps(
            manifest | {"files": [entry.line for entry in entries]}, ensure_ascii=False, indent=1
        )
        + "\n",
    }


def _files(
    texts: Mapping[str, str], wrapped: Mapping[str, bytes], entries: Sequence[_Entry], payloads: Sequence[Payload]
) -> Iterator[tuple[str, Iterable[Buffer]]]:
    for name, text in texts.items():
        yield name, [text.encode()]
    for key, sealed in wrapped.items():
        yield f"keys/{key}.age", [sealed]
    for entry, payload in zip(entries, payloads, strict=True):
        yield f"{entry.number}.age", payload.sealed


def _zipped(files: Iterable[tuple[str, Iterable[Buffer]]], at: datetime) -> Iterator[bytes]:
    out = _Passing()
    with ZipFile(out, "w") as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            with archive.open(ZipInfo(name, at.timetuple()[:6]), "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield out.taken()
    yield out.taken()


class _Passing:
    """Where a zip is written to and taken from at once; nobody seeks in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Buffer) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
