"""台帳の速さ — a register of 10,000 items: list, filters, the check for mixing, the map, beside hand-written SQL.

    make benchmarks-register
    bash .ci/with-postgres .venv/bin/python benchmarks/register.py [COUNT]     SQLite alone without POSTGRES_URL

Prints the page and, for 10,000 on both databases, writes benchmarks/REGISTER.md.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

COUNT, OTHERS, ROUNDS, GOAL = 10_000, 20, 15, 3.0
HEAD = """# How fast a register is

Made by `make benchmarks-register` on {day}: {count:,} items of one company beside {others} companies with a twentieth
each, two places and three holders an item, a fifth entrusted. Milliseconds, medians of {rounds}.

- **database**: the statements of the page for somebody who runs the company, executed and fetched.
- **SQL**: the quickest hand-written statements for the same answer (`register_sql.py`), which is compared first. Goal:
  at most {goal:g} times.
- **visit**: the whole page, as the test client gets it.

Machine: {cores} cores, {system}, Python {python}; PostgreSQL beside it, without fsync.

| | page | database | SQL | ratio | visit |
|---|---|--:|--:|--:|--:|
"""
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Question:
    """問い — what a page asks, its address, the same by hand, and what of both answers must agree."""

    name: str
    ask: Callable[[], object]
    url: str
    by_hand: list[Statement]
    found: Callable[[list[list[tuple[Any, ...]]]], object]


def main(count: int) -> None:
    from desk import environment  # noqa: PLC0415

    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for vendor in ("SQLite", "PostgreSQL") if os.environ.get("POSTGRES_URL") else ("SQLite",):
            place, answer = environment(vendor, count, Path(folder)), Path(folder) / "answer.json"
            subprocess.run([sys.executable, __file__, "measure", str(count), str(answer)], env=place, check=True)
            lines += [_line(vendor, one) for one in json.loads(answer.read_text())]
    text = _head(count) + "\n".join(lines) + "\n"
    print(text)
    if os.environ.get("POSTGRES_URL") and count == COUNT:
        (HERE / "REGISTER.md").write_text(text)


def _head(count: int) -> str:
    return HEAD.format(
        day=date.today().isoformat(),  # noqa: DTZ011
        count=count,
        others=OTHERS,
        rounds=ROUNDS,
        goal=GOAL,
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _line(vendor: str, one: dict[str, Any]) -> str:
    ratio = one["database"] / one["sql"]
    judged = f"{ratio:.2f} {'✓' if ratio <= GOAL else '✗'}"
    return f"| {vendor} | {one['name']} | {one['database']:.1f} | {one['sql']:.1f} | {judged} | {one['visit']:.0f} |"


def measure(count: int, answer: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from fill_register import fill  # noqa: PLC0415
    from measure import signed_in  # noqa: PLC0415

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    room, reader = fill(count, OTHERS)
    print(f"{connection.vendor}: {count:,} items in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    client = signed_in(reader)
    answer.write_text(json.dumps([_measured(one, client) for one in questions(room, reader)]))


def questions(room: Any, reader: Any) -> list[Question]:
    import register_sql as sql  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from madoguchi.company.assets import contamination, queries  # noqa: PLC0415
    from madoguchi.company.assets.mapping import picture  # noqa: PLC0415
    from madoguchi.company.assets.models import Department  # noqa: PLC0415

    day, here = timezone.localdate(), reverse("assets:index", args=[room.pk])
    department = Department.objects.filter(organisation=room).earliest("pk").pk
    of_department = f"AND a.department_id = {department}"

    def listed(name: str, conditions: str, after: str = "", **asked: Any) -> Question:
        filters = queries.Filters(**asked)

        def ask() -> object:
            page = queries.listed(room, filters, actor=reader, after=after, day=day)
            return [(one.asset.pk, one.places) for one in queries.shown(page.rows, room, day)]

        query = "&".join(f"{key}={value}" for key, value in {**asked, "after": after}.items() if value)
        return Question(name, ask, f"{here}?{query}", sql.listed(room.pk, conditions, day), sql.with_places)

    deep = queries.register(room, actor=reader).order_by("pk")[queries.register(room, actor=reader).count() // 10].pk
    rows = lambda: queries.register(room, actor=reader)  # noqa: E731
    return [
        listed("一覧", ""),
        listed("一覧の奥（9割を送ったあと）", f"AND a.id < {deep}", after=_cursor_before(deep)),
        listed("区分＋種類", "AND a.level = 'secret' AND a.kind = 'drawing'", level="secret", kind="drawing"),
        listed(
            "部署＋出所",
            f"{of_department} AND a.origin = 'own'",
            department=department,
            origin="own",
        ),
        listed("言葉「図面」", "AND a.folded LIKE '%%図面%%'", q="図面"),
        listed("混ざった場所にあるもの", sql.IN_MIXED_PLACES, alert="place"),
        Question(
            "混ざりの点検",
            lambda: [(one.alert.value, one.count, len(one.findings)) for one in contamination.groups(rows(), day)],
            f"{here}contamination/",
            sql.contamination(room.pk, day),
            sql.groups,
        ),
        Question(
            "見取り図",
            lambda: sum(edge.count for edge in picture(rows(), {}).edges),
            f"{here}map/",
            sql.links(room.pk),
            lambda found: sum(row[-1] for rows in found[:3] for row in rows),
        ),
    ]


def _cursor_before(pk: int) -> str:
    return urlsafe_b64encode(json.dumps(["n", pk]).encode()).decode().rstrip("=")


def _measured(question: Question, client: Any) -> dict[str, Any]:
    statements, told = _observed(question.ask)
    by_hand = question.found([_rows(one) for one in question.by_hand])
    assert told == by_hand, f"{question.name}: {told} is not {by_hand}"
    return {
        "name": question.name,
        "database": _median(lambda: [_rows(one) for one in statements]),
        "sql": _median(lambda: [_rows(one) for one in question.by_hand]),
        "visit": _median(lambda: _visit(client, question.url), 5),
    }


def _observed(ask: Callable[[], object]) -> tuple[list[Statement], object]:
    from django.db import connection  # noqa: PLC0415

    seen: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        told = ask()
    return seen, told


def _rows(statement: Statement) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(*statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _visit(client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _median(ask: Callable[[], object], rounds: int = ROUNDS) -> float:
    return statistics.median(_once(ask) for _round in range(rounds))


def _once(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure", count, answer]:
            measure(int(count), Path(answer))
        case sizes:
            main(int(sizes[0]) if sizes else COUNT)
