"""流れ — files are sealed and opened piece by piece: memory stays flat whatever their size.

The age library pulls from a reader and pushes into a writer. Where our side pushes too (an upload) or pulls too (a
download), a pipe of the kernel and a thread stand between: what is in clear passes through memory only.
"""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Any, BinaryIO, Protocol, TypeAlias

import pyrage
from django.core.files import File
from pyrage.x25519 import Identity, Recipient

from madoguchi.foundation.vault.errors import Misplaced
from madoguchi.foundation.vault.sealing import Place

PIECE = 256 * 1024  # bytes that go from hand to hand
PIPE = 64 * 1024  # bytes that lie in a pipe; the library asks for 8 KiB at a time


Sealed: TypeAlias = "BinaryIO | File[bytes]"


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Sink(Protocol):
    def write(self, piece: bytes, /) -> object: ...
    def flush(self) -> None: ...


def seal_stream(reader: Source, writer: Sink, place: Place, public: str) -> None:
    """Seals all that `reader` gives, for one place. Raises what the writer or the reader raised, say a full disk."""
    led, sink = io.BufferedReader(_Led(place.context, reader), PIPE), _Noting(writer)
    try:
        pyrage.encrypt_io(led, sink, [Recipient.from_str(public)])
    except pyrage.EncryptError as error:
        raise sink.error or error from error


class Sealing:
    """封をしながら — takes pieces as they come. `finish` raises what went wrong, if anything did; so does `write`."""

    def __init__(self, writer: Any, place: Place, public: str) -> None:
        reading, writing = os.pipe()
        self._in = os.fdopen(writing, "wb", buffering=0)
        self._error: BaseException | None = None
        aim = (os.fdopen(reading, "rb", buffering=0), writer, place, public)
        self._thread = Thread(target=self._seal, args=aim, daemon=True)
        self._thread.start()

    def write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[self._in.write(rest) :]
        except BrokenPipeError:
            self.finish()

    def finish(self) -> None:
        """When this returns, the ciphertext lies on the disk, whole."""
        self.stop()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        self._in.close()
        self._thread.join()

    def _seal(self, reader: BinaryIO, writer: Any, place: Place, public: str) -> None:
        try:
            with reader, writer:
                seal_stream(reader, writer, place, public)
                _write_through(writer)
        except BaseException as error:
            self._error = error


def unseal_stream(sealed: Sealed, place: Place, identity: Identity, *, size: int) -> "Unsealing":
    """The pieces of what was sealed with `seal_stream`, `size` bytes in all; closes `sealed` in the end.

    Raises Misplaced before the first piece is given out if it was sealed for another place or key, and in place of
    the last piece if the rest was changed, cut or made longer.
    """
    opened = Unsealing(sealed, identity, size)
    try:
        opened.begin(place)
    except BaseException:
        opened.close()
        raise
    return opened


class Unsealing:
    """封を開けながら — gives piece after piece; `close` ends it early, as when whoever asked has gone away."""

    def __init__(self, sealed: Sealed, identity: Identity, size: int) -> None:
        reading, writing = os.pipe()
        self._out = os.fdopen(reading, "rb", buffering=PIECE)
        self._left = size
        self._held = b""
        self._faults: list[BaseException] = []
        aim = (sealed, os.fdopen(writing, "wb", buffering=PIPE), identity, self._faults)
        self._thread = Thread(target=_unseal, args=aim, daemon=True)  # knows nothing of self: who forgets it, ends it
        self._thread.start()

    def begin(self, place: Place) -> None:
        if self._out.read(len(place.context)) != place.context:
            raise Misplaced(place.field) from self._fault
        self._held = self._next()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """One piece is always held back: nobody gets the last one before all of it has proved whole."""
        piece = self._held
        if not piece:
            self.close()
            raise StopIteration
        self._held = self._next()
        return piece

    def close(self) -> None:
        self._out.close()

    def __del__(self) -> None:
        self.close()

    def _next(self) -> bytes:
        piece = self._out.read(PIECE)
        self._left -= len(piece)
        if not piece:
            self._thread.join()
        if self._left < 0 or (not piece and (self._left or self._faults)):
            raise Misplaced("not what was sealed") from self._fault
        return piece

    @property
    def _fault(self) -> BaseException | None:
        return self._faults[0] if self._faults else None


def _unseal(sealed: Sealed, writer: BinaryIO, identity: Identity, faults: list[BaseException]) -> None:
    """In a thread of its own; a fault is noted before the pipe is closed, so before it can be taken for the end."""
    with suppress(BrokenPipeError), writer, sealed:
        try:
            pyrage.decrypt_io(sealed, writer, [identity])
        except BaseException as error:
            faults.append(error)


class _Led(io.RawIOBase):
    """The context, then what the reader gives."""

    def __init__(self, context: bytes, reader: Source) -> None:
        self._context, self._reader = context, reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._context or self._reader.read(len(buffer))
        self._context = b""
        buffer[: len(piece)] = piece
        return len(piece)


class _Noting:
    """The library turns what a writer raises into words; the error itself is kept here."""

    def __init__(self, writer: Sink) -> None:
        self.write_on, self.flush = writer.write, writer.flush
        self.error: Exception | None = None

    def write(self, piece: bytes) -> int:
        try:
            self.write_on(piece)
        except Exception as error:
            self.error = error
            raise
        return len(piece)


def _write_through(writer: Any) -> None:
    """An accepted file outlives a power failure, as accepted rows do; other storages see to that themselves."""
    writer.flush()
    if isinstance(getattr(writer, "file", None), io.BufferedWriter):
        os.fsync(writer.fileno())
