"""結果の表 — what was measured, as a page of Markdown."""

import os
import platform
import sqlite3
from datetime import date
from typing import Any

DATABASE, PAGE, GROWTH = 3.0, 2.0, 1.5
Rows = list[dict[str, Any]]

HEAD = """# How fast the desk is

Made by `make benchmarks` on {day}; milliseconds are medians of 25 rounds after 3 for warming up, one reader: an
adviser of the centre, which holds 70 % of the cases. The times are those of one machine; the ratios are what counts.

Machine: {cores} cores, {system}, Python {python}, SQLite {sqlite}. PostgreSQL runs beside it without fsync.

- **database**: the statements of the page, executed and fetched (all of them: list, count, filters' choices; not the
  session and not the diary's line), beside the quickest hand-written SQL with the same rows (`best_sql.py`).
  Goal: at most {database:g} times.
- **page**: the whole answer (middleware, session, person, second factor, view, diary) beside **ready**: the same
  visit through middleware, session, person and door to the same template, fed from a ready list. Goal: at most
  {page:g} times.
  **template**: rendering alone, without a visit; told for orientation.
- **growth**: from {small:,} to {large:,} cases, by the quickest of the 25 rounds, as the sizes are measured minutes
  apart and the machine may be busier at one time. Where both pages show the same number of rows: the whole page. Where
  not (marked *): what the page takes beyond a ready one. Goal: at most {growth:g} times.
"""


def page(measured: dict[str, list[Rows]], sizes: tuple[int, ...]) -> str:
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
    )
    return "\n".join([head, *(_table(vendor, tables, sizes) for vendor, tables in measured.items())])


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
    same = small["rows"] == large["rows"]
    first, last = (one["quickest_page"] - (0 if same else one["quickest_ready"]) for one in (small, large))
    return float(last / first)


def _judged(ratio: float, goal: float) -> str:
    return f"{ratio:.2f} {'✓' if ratio <= goal else '✗'}"
