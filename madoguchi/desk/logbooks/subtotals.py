"""小計との照らし合わせ — what a logbook says it holds, beside what came of its rows."""

from django.utils.translation import gettext as _

from madoguchi.desk.logbooks.lines import Line
from madoguchi.desk.logbooks.scanning import Kind

GRAND = ("総計", "総合計", "累計", "総件数", "年計", "全体計", "年間計", "年度計")


class Subtotals:
    """数え合わせ — how many consultations came since the last subtotal, in this table, on this sheet, in the book."""

    def __init__(self) -> None:
        self.since_last = self.in_table = self.on_sheet = self.in_book = 0
        self.table = -1
        self.sheet = ""

    def noted(self, line: Line, *, counts: bool) -> str:
        """A remark where the line is a subtotal that says another number than came; else ""."""
        self._enter(line)
        self.since_last += counts
        self.in_table += counts
        self.on_sheet += counts
        self.in_book += counts
        return self._compared(line) if line.kind == Kind.SUBTOTAL else ""

    def _enter(self, line: Line) -> None:
        if line.table != self.table:
            self.table, self.in_table, self.since_last = line.table, 0, 0
        if line.sheet != self.sheet:
            self.sheet, self.on_sheet, self.since_last = line.sheet, 0, 0

    def _compared(self, line: Line) -> str:
        is_grand = line.label.startswith(GRAND)
        came = [*([] if is_grand else [self.since_last]), self.in_book, self.on_sheet, self.in_table]
        self.since_last = self.since_last if is_grand else 0
        if line.count is None or line.count in came or not self.in_book:
            return ""
        nearest = min(came, key=lambda number: abs(number - (line.count or 0)))
        words = {"label": line.label, "written": line.count, "came": nearest}
        return _("%(label)s %(written)d件とありますが、取り込めるのは %(came)d件です。") % words
