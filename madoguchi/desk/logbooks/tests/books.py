"""A logbook as an office keeps it, on paper that a test writes."""

import csv
import io
from dataclasses import dataclass

from openpyxl import Workbook
from xlsxwriter import Workbook as XlsxBook

from madoguchi.desk.logbooks.mapping import Proposal, propose
from madoguchi.desk.logbooks.rows import Entry, Line, lines, understand
from madoguchi.desk.logbooks.subtotals import Subtotals
from madoguchi.desk.logbooks.tables import Survey, survey
from madoguchi.foundation.papers.books import opened

COLUMNS = {
    "number": "受付番号",
    "date": "受付日",
    "time": "時刻",
    "channel": "方法",
    "company": "相談者（企業名）",
    "corporate_number": "法人番号",
    "prefecture": "所在地",
    "industry": "業種",
    "capital": "資本金",
    "employees": "従業員数",
    "role": "相談者の立場",
    "category": "相談区分",
    "gist": "相談内容（要旨）",
    "adviser": "担当",
    "answer": "対応内容",
    "closed": "完了日",
    "remark": "備考",
}
ROW = {
    "number": "H28-0001",
    "date": "平成28年4月1日",
    "time": "9:40",
    "channel": "電話",
    "company": "株式会社架空精機",
    "corporate_number": "5998811861626",
    "prefecture": "愛知県",
    "industry": "製造業",
    "capital": "656万円",
    "employees": 78,
    "role": "総務部長",
    "category": "秘密管理",
    "gist": "営業秘密管理規程を作りたい。",
    "adviser": "青木",
    "answer": "ひな形の使い方を助言した。",
    "closed": "平成28年4月3日",
    "remark": "再相談",
}


def row(**cells):
    return ROW | cells


def logbook(path, rows, *, columns=tuple(COLUMNS), title="平成28年度　相談記録簿（4月分）", sheet="4月"):
    """Title, blank line, two-line header, rows, blank line, subtotal — written to `path`."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append([title])
    page.append([])
    page.append([None, None, "相談者"])
    page.append([COLUMNS.get(column, column) for column in columns])
    for cells in rows:
        page.append([cells.get(column) for column in columns])
    page.append([])
    page.append(["小計", f"{len(rows)}件"])
    book.save(path)
    return path


def sheets(path, **pages):
    """An .xlsx of nothing but these rows, sheet by sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        for cells in rows:
            page.append(cells)
    book.save(path)
    return path


def as_excel_writes(path, rows):
    """One sheet with its texts in a table of their own."""
    book = XlsxBook(path)
    page = book.add_worksheet("四月")
    for number, cells in enumerate(rows):
        page.write_row(number, 0, cells)
    book.close()
    return path


def text(path, rows, *, encoding="cp932", separator=",", end="\r\n"):
    """A .csv of these rows."""
    paper = io.StringIO()
    csv.writer(paper, delimiter=separator, lineterminator=end).writerows(rows)
    path.write_bytes(paper.getvalue().encode(encoding))
    return path


@dataclass
class Read:
    """What became of a file."""

    survey: Survey
    proposal: Proposal
    lines: list[Line]

    @property
    def rows(self) -> list[Line]:
        return [line for line in self.lines if line.is_row]

    @property
    def entries(self) -> list[Entry]:
        return [understand(line, self.proposal.mapping, self.proposal.year) for line in self.rows]

    @property
    def entry(self) -> Entry:
        (only,) = self.entries
        return only

    @property
    def remarks(self) -> list[str]:
        """Of its subtotals, if every row comes in."""
        subtotals = Subtotals()
        return [remark for line in self.lines if (remark := subtotals.noted(line, counts=line.is_row))]

    def uses(self) -> dict[str, str]:
        return {column.words: self.proposal.mapping.uses[key] for key, column in self.survey.columns.items()}


def read(path, remembered=None):
    """Surveys the file, takes the mapping proposed, and reads it again."""
    with opened(path) as book:
        found = survey(book)
        proposal = propose(found, remembered)
        return Read(found, proposal, list(lines(book, found, proposal.mapping)))
