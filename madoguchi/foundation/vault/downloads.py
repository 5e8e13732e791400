"""受け渡し — a sealed file leaves the house as an attachment that no browser opens in our name."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import FileLost
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import SealedFile
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.streams import PIECE, Unsealing, unseal_stream

HARMLESS = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
}


def opened(row: SealedFile, keys: OpenKeyring) -> Unsealing:
    """The content of a file, piece by piece. Raises what `rows.unseal` raises, or FileLost."""
    identity = identity_of(rows.generation_of(row, keys), keys)
    try:
        sealed = default_storage.open(row.stored)
    except FileNotFoundError as error:
        raise FileLost from error
    return unseal_stream(sealed, rows.place_of(row, "content"), identity, size=row.size)


def as_stored(row: SealedFile) -> Iterator[bytes]:
    """封をしたまま — the ciphertext, piece by piece, opened when it is asked for. Raises FileLost at once."""
    if not default_storage.exists(row.stored):
        raise FileLost
    return _pieces(row.stored)


def _pieces(stored: str) -> Iterator[bytes]:
    with default_storage.open(stored) as sealed:
        yield from sealed.chunks(PIECE)


def hand_out(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """手渡す — something that is made while it leaves, under a name of ours."""
    disposition = str(content_disposition_header(True, name))
    return StreamingHttpResponse(pieces, headers=HARMLESS | {"Content-Disposition": disposition})


def download(row: SealedFile, keys: OpenKeyring) -> StreamingHttpResponse:
    """受け渡す — the whole file under its own name; the length is announced, so that a cut one is seen to be cut."""
    name = rows.unseal(row, keys)["name"]
    headers = HARMLESS | {
        "Content-Disposition": str(content_disposition_header(True, name)),
        "Content-Length": str(row.size),
    }
    return StreamingHttpResponse(opened(row, keys), headers=headers)
