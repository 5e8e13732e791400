"""表のファイル — a small .xlsx or .csv becomes rows to paste; it stays in the memory of a request, kept nowhere."""

from io import BytesIO
from itertools import groupby, islice

from django.utils.translation import gettext as _

from madoguchi.company.assets.pasting import MOST_ROWS, as_text
from madoguchi.foundation.access.files import SmallFile
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.books import opened

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_LETTERS = 600_000
ROWS_READ = MOST_ROWS + 2  # one more than may be pasted: that there are too many is said, not hidden


class SheetFile(SmallFile):
    """表の受け口."""

    most_bytes = MOST_BYTES


def read(content: bytes) -> str:
    """表を読む — the first sheet that holds something, as text to paste. Raises Refusal as `opened`."""
    with opened(BytesIO(content), most_unpacked=MOST_UNPACKED) as book:
        first = next(groupby(book.rows(), key=lambda row: row.sheet), ("", iter(())))[1]
        text = as_text([row.cells for row in islice(first, ROWS_READ)])
    if len(text) > MOST_LETTERS:
        raise Refusal(_("ファイルが大きすぎます。分けて読み込んでください。"))
    return text
