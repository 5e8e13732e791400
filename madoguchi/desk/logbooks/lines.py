"""行 — one row of a logbook: where it stands, what it is, and its cells below the headings of its table."""

from dataclasses import dataclass, field
from typing import Any

from madoguchi.desk.logbooks.cells import text_of
from madoguchi.desk.logbooks.days import Hint
from madoguchi.desk.logbooks.scanning import Kind, Top
from madoguchi.desk.logbooks.tables import Heading
from madoguchi.foundation.papers.limits import place


@dataclass(frozen=True)
class Line:
    """行 — ROW is to be understood; any other kind is ignored. Of a subtotal `label` and `count` as written."""

    kind: Kind
    sheet: str
    number: int
    headings: tuple[Heading, ...] = ()
    cells: tuple[Any, ...] = ()
    hint: Hint | None = None
    label: str = ""
    count: int | None = None
    table: int = -1
    top: Top | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        return place(self.sheet, self.number)

    @property
    def is_row(self) -> bool:
        return self.kind == Kind.ROW

    def value(self, heading: Heading) -> Any:
        return self.cells[heading.position] if heading.position < len(self.cells) else None

    def text(self, heading: Heading) -> str:
        return text_of(self.value(heading))

    def unit(self, heading: Heading) -> str:
        """万円 — told beside the heading, for its column or the whole table; else ""."""
        return self.top.unit_at(heading.position) if self.top else ""
