"""記録簿の取り込みの速さ — memory by size, and how fast others work meanwhile.

    make benchmarks-logbooks
    bash .ci/with-postgres .venv/bin/python benchmarks/logbooks.py [SMALL LARGE]     other sizes: not written down

A logbook of 10,000 rows and one of 100,000 are taken in by the command, each into a database of its own, its free
text sealed, while an adviser works at a served desk: opens the list, opens a case, records an answer to a call.
"""

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

SMALL, LARGE = 10_000, 100_000
HEAVY = 80_000
SIGNS = [chr(code) for code in range(0x4E00, 0x9000)]
PAUSE = 0.2  # seconds an adviser thinks
QUIET = 100  # visits before the import
HEADINGS = (
    "受付番号",
    "受付日",
    "方法",
    "企業名",
    "所在地",
    "業種",
    "資本金",
    "従業員数",
    "相談区分",
    "相談内容（要旨）",
    "対応内容",
    "備考",
)


def main(sizes: tuple[int, ...]) -> None:
    """What is found so far is written down as soon as it is found."""
    heavy = weighed()
    found: list[dict[str, Any]] = []
    for size, url in ((size, url) for size in sizes for url in databases()):
        found.append(measured(size, url))
        text = page(found, heavy)
        print(text, flush=True)
        if sizes == (SMALL, LARGE) and os.environ.get("POSTGRES_URL"):
            (HERE / "LOGBOOKS.md").write_text(text)


def databases() -> list[str]:
    return ["", *([os.environ["POSTGRES_URL"]] if os.environ.get("POSTGRES_URL") else [])]


def measured(size: int, postgres: str) -> dict[str, Any]:
    from tests.faults.desk import Caller, Server  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), new_database(postgres, f"logbooks_{size}") if postgres else "")
        server.run("-m", "tests.faults.installation", "prepare")
        book = write_book(Path(folder, "book.xlsx"), size)
        server.start()
        try:
            caller = Caller(server, "adviser@example.jp")
            quiet = [visit(caller) for _one in range(QUIET)]
            told = take(server, book, caller)
        finally:
            server.kill()
    return told | {"size": size, "vendor": "PostgreSQL" if postgres else "SQLite", "quiet": quiet}


def weighed() -> dict[str, float]:
    """A workbook of 60 MB whose texts no two rows share, read to its end; what would be taken is only counted."""
    with tempfile.TemporaryDirectory() as folder:
        book = write_book(Path(folder, "heavy.xlsx"), HEAVY, constant_memory=False, said=unlike)
        environment = os.environ | {"DATA_DIR": folder}
        subprocess.run(
            [sys.executable, "manage.py", "migrate"], cwd=HERE.parent, env=environment, stdout=subprocess.PIPE
        )
        began = time.perf_counter()
        told, peak = imported(book, environment, lambda: time.sleep(PAUSE), "--dry-run")
        size = book.stat().st_size / 1_000_000
        return {"megabytes": size, "rows": told["taken"], "seconds": time.perf_counter() - began, "peak": peak}


def unlike(at: int) -> tuple[str, str]:
    """Texts that pack badly, as people's own words do."""
    signs = random.Random(at).choices(SIGNS, k=440)
    return "".join(signs[:200]), "".join(signs[200:])


def take(server: Any, book: Path, caller: Any) -> dict[str, Any]:
    """Runs the command; meanwhile somebody works."""
    busy: list[dict[str, float]] = []
    began = time.perf_counter()
    told, peak = imported(book, server.environment, lambda: busy.append(visit(caller)), "--open", "要旨")
    return {"busy": busy, "seconds": time.perf_counter() - began, "peak": peak, "taken": told["taken"]}


def imported(
    book: Path, environment: dict[str, str], meanwhile: Callable[[], None], *how: str
) -> tuple[dict[str, Any], float]:
    """What the command says, and the most memory it held, in MB: asked again and again, as what the system tells of
    a process that has ended counts the memory of the one that began it.
    """
    command = [sys.executable, "manage.py", "import_logbook", str(book), *how, "--format", "json"]
    running = subprocess.Popen(command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE)
    peak = 0.0
    while running.poll() is None:
        peak = max(peak, held_by(running.pid))
        meanwhile()
    return json.loads(running.communicate()[0]), peak


def held_by(process: int) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


def visit(caller: Any) -> dict[str, float]:
    """One round of work, in milliseconds by page."""
    from tests.faults.desk import a_call  # noqa: PLC0415

    time.sleep(PAUSE)
    hidden = caller.form("/consultations/log/")
    return {
        "一覧": timed(lambda: caller.get("/consultations/")),
        "今日の窓口": timed(lambda: caller.get("/today/")),
        "受付の登録": timed(lambda: caller.post("/consultations/log/", a_call(hidden, "取り込みのあいだの電話"))),
    }


def timed(ask: Any) -> float:
    began = time.perf_counter()
    status, _page = ask()
    assert status in (200, 302), status
    return 1000 * (time.perf_counter() - began)


def alike(at: int) -> tuple[str, str]:
    asked = f"図面と試作の記録の扱いを決めたい。{at}件目の相談。" * 3
    return asked, f"社内の決まりの作り方を説明した。{at}" * 6


def write_book(path: Path, size: int, *, constant_memory: bool = True, said: Any = alike) -> Path:
    """With `constant_memory` the texts stand in their cells, else in the list all cells share, as Excel writes."""
    from xlsxwriter import Workbook  # noqa: PLC0415

    book = Workbook(path, {"constant_memory": constant_memory})
    sheet = book.add_worksheet("相談記録")
    sheet.write_row(0, 0, ["平成28年度　相談記録簿（架空）"])
    sheet.write_row(2, 0, HEADINGS)
    for at, row in enumerate(rows(size, said), start=3):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def rows(size: int, said: Any) -> Iterator[list[Any]]:
    kinds, channels = ("秘密管理", "知財戦略", "流出・漏えい", "知財制度一般", "その他"), ("電話", "メール", "来訪")
    for at in range(size):
        day = date(2016, 4, 1) + timedelta(days=at % 365)
        company = f"株式会社架空{at % (size // 3):06}"
        yield [
            f"H28-{at:06}",
            f"平成{day.year - 1988}年{day.month}月{day.day}日",
            channels[at % 3],
            company,
            "愛知県",
            "製造業",
            f"{at % 900 + 100}万円",
            at % 300 + 5,
            kinds[at % 5],
            *said(at),
            "" if at % 4 else "再相談の見込み",
        ]


def new_database(url: str, name: str) -> str:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.replace("/postgres?", f"/{name}?", 1)


def page(found: list[dict[str, Any]], heavy: dict[str, float]) -> str:
    lines = [*HEAD.format(today=datetime.now(UTC).date(), python=platform.python_version()).splitlines(), ""]
    lines += ["| | rows | taken | seconds | peak memory, MB |", "|---|--:|--:|--:|--:|"]
    for one in found:
        lines.append(
            f"| {one['vendor']} | {one['size']:,} | {one['taken']:,} | {one['seconds']:.0f} | {one['peak']:.0f} |"
        )
    lines += ["", "| | rows | page | p95 alone | p95 meanwhile | ratio |", "|---|--:|---|--:|--:|--:|"]
    lines += [line for one in found for line in waits(one)]
    lines += ["", HEAVY_READ.format(**heavy)]
    return "\n".join([*lines, ""])


def waits(one: dict[str, Any]) -> Iterator[str]:
    for name in one["quiet"][0]:
        alone, meanwhile = (p95([visit[name] for visit in one[which]]) for which in ("quiet", "busy"))
        ratio = meanwhile / alone
        mark = "✓" if ratio <= 2 else "✗"
        yield f"| {one['vendor']} | {one['size']:,} | {name} | {alone:.0f} | {meanwhile:.0f} | {ratio:.2f} {mark} |"


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


HEAD = """# How an office moves in

Made by `make benchmarks-logbooks` on {today}, Python {python}, 2 cores. A logbook (.xlsx) is taken in by
`manage.py import_logbook`, its gists left open and its other free text sealed, while an adviser works at the same
desk: milliseconds until a page has come, the 95th of 100, before the import and while it runs. Goals: the large
logbook takes no more than 50 MB more memory than the small one; nobody waits more than twice as long."""

HEAVY_READ = """A workbook of {megabytes:.0f} MB ({rows:,.0f} rows, its texts in the list that all cells share) is
read to its end by `--dry-run` in {seconds:.0f} s; peak memory {peak:.0f} MB."""


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (SMALL, LARGE))
