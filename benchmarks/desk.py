"""窓口の速さ — 1,000 and 100,000 consultations, SQLite and PostgreSQL, beside the best SQL and the bare template.

    make benchmarks
    bash .ci/with-postgres .venv/bin/python benchmarks/desk.py [SIZE SIZE]     SQLite alone without POSTGRES_URL

Every size has a database of its own. Prints the table and writes benchmarks/RESULTS.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

SIZES = (1_000, 100_000)
TURNS = 3


def main(sizes: tuple[int, ...]) -> None:
    import results  # noqa: PLC0415

    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        for vendor in ("SQLite", "PostgreSQL") if os.environ.get("POSTGRES_URL") else ("SQLite",):
            measured[vendor] = _measured(vendor, sizes, Path(folder))
    text = results.page(measured, sizes, TURNS)
    print(text)
    if len(measured) == 2 and sizes == SIZES:
        (HERE / "RESULTS.md").write_text(text)


def _measured(vendor: str, sizes: tuple[int, ...], folder: Path) -> list[list[list[dict[str, float]]]]:
    """For each size its turns: the sizes take turns, so that a busy moment of the machine falls on all."""
    places = {size: environment(vendor, size, folder) for size in sizes}
    answer = folder / "answer.json"
    for size, place in places.items():
        _run(place, "fill", str(size))
    turns: dict[int, list[list[dict[str, float]]]] = {size: [] for size in sizes}
    for size in sizes * TURNS:
        _run(places[size], "measure", str(answer))
        turns[size].append(json.loads(answer.read_text()))
    return list(turns.values())


def environment(vendor: str, size: int, folder: Path) -> dict[str, str]:
    url = _new_database(f"desk_{size}") if vendor == "PostgreSQL" else ""
    return {**os.environ, "DATA_DIR": str(folder / f"{vendor}-{size}"), "DATABASE_URL": url}


def _run(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, __file__, *words], env=environment, check=True)


def _new_database(name: str) -> str:
    import psycopg  # noqa: PLC0415

    url = os.environ["POSTGRES_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.replace("/postgres?", f"/{name}?", 1)


def fill(size: int) -> None:
    import django  # noqa: PLC0415

    django.setup()
    import fill  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill.fill(size)
    print(f"{connection.vendor}: {size:,} consultations in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    connection.close()


def measure(answer: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    import fill  # noqa: PLC0415
    import measure  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    answer.write_text(json.dumps(measure.measure(fill.filled())))
    connection.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", size]:
            fill(int(size))
        case ["measure", answer]:
            measure(Path(answer))
        case sizes:
            main(tuple(int(size) for size in sizes) or SIZES)
