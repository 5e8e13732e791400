"""リンクの札 — what is cut out and handed over: a personal link as text and as a code for a telephone's camera."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode

from madoguchi.company.notices.actions import Linked
from madoguchi.company.notices.queries import Called

QUIET = 4  # modules of white around a code: ISO/IEC 18004


@dataclass(frozen=True)
class Slip:
    """札 — for whom, the address, and its code as the path of a drawing `size` modules wide."""

    called: Called
    address: str
    path: str
    size: int


def slips(linked: Iterable[Linked], called: Mapping[int, Called], home: str) -> list[Slip]:
    """`home`: the absolute address that a token is added to."""
    return [_slip(called[one.recipient.pk], f"{home}{one.token}/") for one in linked]


def _slip(called: Called, address: str) -> Slip:
    code = QRCode(error_correction=ERROR_CORRECT_L, border=0)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    path = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for x, y in dark)
    return Slip(called, address, path, len(rows) + 2 * QUIET)
