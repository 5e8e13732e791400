"""結果の表 — what was measured, as a page of Markdown."""

import os
import platform
import sqlite3
import statistics
from datetime import date
from typing import Any

DATABASE, PAGE, GROWTH = 3.0, 2.0, 1.5
MEDIANS = ("database", "best", "page", "ready", "template")
QUICKEST = ("quickest_page", "quickest_ready")
Rows = list[dict[str, Any]]
Turns = list[Rows]

HEAD = """# How fast the desk is

Made by `make benchmarks` on {day}; milliseconds are medians, one reader: an adviser of the centre, which holds
70 % of the cases. The sizes are measured in turns, each {turns} times, each time 25 rounds after 10 for warming up (by
then PostgreSQL has planned what a connection asks again): the median of the {turns} medians is told. The times are
those of one machine; the ratios are what counts.

What these cases do not have (conversations, contacts, second categories, links, size facts, and mostly members and
walls) their pages do not ask for: a page asks for what hangs on a case only where the case is marked as having it.

Machine: {cores} cores, {system}, Python {python}, SQLite {sqlite}. PostgreSQL runs beside it without fsync.

- **database**: the statements of the page, executed and fetched (all of them: list, count, filters' choices; not the
  session and not the diary's line), beside the quickest hand-written SQL with the same rows (`best_sql.py`).
  Goal: at most {database:g} times.
- **page**: the whole answer (middleware, session, person, second factor, view, diary) beside **ready**: the same
  visit through middleware, session, person and door to the same template, fed from a ready list. Goal: at most
  {page:g} times.
  **template**: rendering alone, without a visit; told for orientation.
- **growth**: the whole page from {small:,} to {large:,} cases, by the quickest of all rounds, as the machine may be
  busier at one time than at another. Where the larger desk has more rows to show (marked *), what the ready page takes
  longer for them is taken off: printing more lines is no growth of the desk. Goal: at most {growth:g} times.
"""


def page(measured: dict[str, list[Turns]], sizes: tuple[int, ...], turns: int) -> str:
    head = HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        small=sizes[0],
        large=sizes[-1],
        database=DATABASE,
        page=PAGE,
        growth=GROWTH,
        turns=turns,
    )
    tables = {vendor: [_told(taken) for taken in of_sizes] for vendor, of_sizes in measured.items()}
    return "\n".join([head, *(_table(vendor, rows, sizes) for vendor, rows in tables.items())])


def _told(turns: Turns) -> Rows:
    """Of each question the median of its turns, and the quickest of all."""
    return [_one_of(list(taken)) for taken in zip(*turns, strict=True)]


def _one_of(taken: Rows) -> dict[str, Any]:
    medians = {name: statistics.median(turn[name] for turn in taken) for name in MEDIANS}
    return taken[0] | medians | {name: min(turn[name] for turn in taken) for name in QUICKEST}


def _table(vendor: str, tables: list[Rows], sizes: tuple[int, ...]) -> str:
    small, large = tables[0], tables[-1]
    lines = [_line(first, last) for first, last in zip(small, large, strict=True)]
    return "\n".join(
        [
            f"## {vendor}, {sizes[-1]:,} consultations\n",
            "| | rows | database | best SQL | ratio | page | ready | ratio | template | growth |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
            *lines,
            "",
        ]
    )


def _line(small: dict[str, Any], large: dict[str, Any]) -> str:
    cells = [
        large["name"],
        str(large["rows"]),
        f"{large['database']:.2f}",
        f"{large['best']:.2f}",
        _judged(large["database"] / large["best"], DATABASE),
        f"{large['page']:.1f}",
        f"{large['ready']:.1f}",
        _judged(large["page"] / large["ready"], PAGE),
        f"{large['template']:.1f}",
        _judged(_growth(small, large), GROWTH) + ("" if small["rows"] == large["rows"] else " *"),
    ]
    return "| " + " | ".join(cells) + " |"


def _growth(small: dict[str, Any], large: dict[str, Any]) -> float:
    more_to_print = large["quickest_ready"] - small["quickest_ready"] if large["rows"] != small["rows"] else 0
    return float((large["quickest_page"] - more_to_print) / small["quickest_page"])


def _judged(ratio: float, goal: float) -> str:
    return f"{ratio:.2f} {'✓' if ratio <= goal else '✗'}"
