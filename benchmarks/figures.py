"""年次実績の速さ — one year and ten among 1,000,000 consultations, beside hand-written SQL for the same tables.

    make benchmarks-figures
    bash .ci/with-postgres .venv/bin/python benchmarks/figures.py [COUNT]     SQLite alone without POSTGRES_URL

Prints the page and, for a million on both databases, writes benchmarks/FIGURES.md.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

COUNT, GOAL = 1_000_000, 3.0
ROUNDS = {"one year": 3, "ten years": 1}
HEAD = """# How fast figures are

Made by `make benchmarks-figures` on {day}: {count:,} consultations of 48 offices and eleven years, as many contacts,
{count:,} / 10 mentions, {count:,} / 5 companies. Milliseconds, for one year medians of three rounds, for ten of one.

- **figures**: all 17 tables and the other years, as page, command and closing count them: from the metric to the
  finished tables, for one who counts all 48 offices.
- **SQL**: the quickest hand-written statements for the same tables (`figures_sql.py`), executed and fetched; those
  of one year are held against the cells of the figures first. Goal: at most {goal:g} times.
- **visit**: the whole page, with charts, as the test client gets it.

There is no summary: every number is counted from the records when it is asked for, by one covering index
(`consultation_counted`). Machine: {cores} cores, {system}, Python {python}; PostgreSQL beside it, without fsync.

| | period | figures | SQL | ratio | slowest table | | visit |
|---|---|--:|--:|--:|---|--:|--:|
"""


def main(count: int) -> None:
    from desk import environment  # noqa: PLC0415

    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for vendor in ("SQLite", "PostgreSQL") if os.environ.get("POSTGRES_URL") else ("SQLite",):
            place, answer = environment(vendor, count, Path(folder)), Path(folder) / "answer.json"
            subprocess.run([sys.executable, __file__, "fill", str(count)], env=place, check=True)
            subprocess.run([sys.executable, __file__, "measure", str(answer)], env=place, check=True)
            lines += [_line(vendor, one) for one in json.loads(answer.read_text())]
            print(*lines[-2:], sep="\n", file=sys.stderr)
    text = _head(count) + "\n".join(lines) + "\n"
    print(text)
    if len(lines) == 4 and count == COUNT:
        (HERE / "FIGURES.md").write_text(text)


def _head(count: int) -> str:
    return HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011
        count=count,
        goal=GOAL,
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _line(vendor: str, one: dict[str, Any]) -> str:
    ratio = one["figures"] / one["sql"]
    judged = f"{ratio:.2f} {'✓' if ratio <= GOAL else '✗'}"
    figures, sql, slowest, visit = (f"{one[name]:,.0f}" for name in ("figures", "sql", "slowest_ms", "visit"))
    return f"| {vendor} | {one['name']} | {figures} | {sql} | {judged} | {one['slowest']} | {slowest} | {visit} |"


def fill(count: int) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from fill_figures import fill  # noqa: PLC0415

    from madoguchi.foundation.access.roles import Role  # noqa: PLC0415
    from madoguchi.foundation.accounts import factories as people  # noqa: PLC0415
    from madoguchi.foundation.accounts.models import Organisation  # noqa: PLC0415

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    people.demo()
    reader = people.person()
    for office in Organisation.objects.offices():
        people.member(Role.ANALYST, office, of=reader)
    began = time.perf_counter()
    fill(count)
    print(f"{connection.vendor}: {count:,} consultations in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def measure(answer: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from madoguchi.desk.reports.periods import Period, year_of  # noqa: PLC0415

    ten = Period(date(2015, 4, 1), date(2025, 3, 31))
    one = {"fiscal_year": "2024"}
    many = {"first_date": "2015-04-01", "last_date": "2025-03-31"}
    found = [_measured("one year", year_of(2024), one), _measured("ten years", ten, many)]
    answer.write_text(json.dumps(found))


def _measured(name: str, period: Any, asked: dict[str, str]) -> dict[str, Any]:
    from figures_sql import rows, statements  # noqa: PLC0415
    from measure import signed_in  # noqa: PLC0415

    from madoguchi.desk.reports import queries  # noqa: PLC0415
    from madoguchi.desk.reports.metrics import METRICS  # noqa: PLC0415
    from madoguchi.foundation.accounts.models import Person  # noqa: PLC0415

    reader = Person.objects.earliest("pk")
    scope = queries.scope_of(reader)
    written = statements(period, sorted(scope.offices))
    by_table = {metric.key: _once(lambda metric=metric: metric.table(scope, period)) for metric in METRICS}
    slowest = max(by_table, key=by_table.__getitem__)
    if ROUNDS[name] > 1:
        _compare({table.metric.key: table for table in queries.counted(period, scope)}, written, rows)
    median = partial(_median, ROUNDS[name])
    ways = [[median(lambda way=way: rows(*way)) for way in ways] for ways in written.values()]
    client = signed_in(reader)
    return {
        "name": name,
        "figures": median(lambda: queries.figures(period, scope).tables),
        "sql": sum(min(times) for times in ways),
        "slowest": slowest,
        "slowest_ms": by_table[slowest],
        "visit": median(lambda: _visit(client, asked)),
    }


def _visit(client: Any, asked: dict[str, str]) -> None:
    answer = client.get("/figures/", asked)
    assert answer.status_code == 200, answer.status_code


def _compare(tables: dict[str, Any], written: Any, rows: Any) -> None:
    """The same cells, or the comparison is worth nothing."""
    for key, table in tables.items():
        for way in written[key]:
            for row, column, value in rows(*way):
                assert abs(table.cell(str(row), column) - float(value)) < 0.11, (key, row, column, value)
            assert table.metric.is_additive is False or sum(row[2] for row in rows(*way)) == table.total, key


def _median(rounds: int, ask: Any) -> float:
    return statistics.median(_once(ask) for _round in range(rounds))


def _once(ask: Any) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", size]:
            fill(int(size))
        case ["measure", answer]:
            measure(Path(answer))
        case sizes:
            main(int(sizes[0]) if sizes else COUNT)
