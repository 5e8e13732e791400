"""書類の速さ — the whole family of one company, and the papers of 100 companies after a rule was revised.

    make benchmarks-papers
    .venv/bin/python benchmarks/papers.py [COMPANIES]     another number, and nothing is written down

SQLite in a temporary folder. Prints the table and writes benchmarks/PAPERS.md.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATA_DIR": FOLDER.name, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from madoguchi.company.assets import factories as assets  # noqa: E402
from madoguchi.company.companies import factories as companies  # noqa: E402
from madoguchi.company.documents import actions, queries  # noqa: E402
from madoguchi.company.documents.assembling import paper_of, sections_of  # noqa: E402
from madoguchi.company.documents.facts import facts_of  # noqa: E402
from madoguchi.company.documents.models import Document, Version  # noqa: E402
from madoguchi.company.documents.redoing import redo  # noqa: E402
from madoguchi.company.documents.words import Kind  # noqa: E402
from madoguchi.company.rules import factories as rules  # noqa: E402
from madoguchi.foundation.access.roles import Role  # noqa: E402
from madoguchi.foundation.accounts import factories as people  # noqa: E402
from madoguchi.foundation.papers.blocks import Paper  # noqa: E402
from madoguchi.foundation.papers.pdf import pdf  # noqa: E402
from madoguchi.foundation.papers.reading import read_word  # noqa: E402
from madoguchi.foundation.papers.word import word  # noqa: E402
from madoguchi.foundation.vault.factories import unlocked  # noqa: E402

COMPANIES, ITEMS, ROUNDS = 100, 15, 3
EVERY_KIND = "9999-12-31"
CLAUSES = """SELECT d.organisation_id, d.kind, v.number, v.clauses FROM documents_version v
JOIN documents_document d ON d.id = v.document_id ORDER BY 1, 2, 3"""
HEAD = """# How fast papers are made

Made by `make benchmarks-papers` on {today}: {companies} companies with {items} items each, a handling table and
the whole family of {kinds} papers. Milliseconds, medians of {rounds}. Each stands beside a floor, which does the
part that cannot be left out.

Machine: {cores} cores, Python {python}, SQLite.

| | | floor | | ratio |
|---|--:|---|--:|--:|
"""


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    people.demo()
    rooms = [_company(number) for number in range(count)]
    text = HEAD.format(
        today=datetime.now(UTC).date(),
        companies=count,
        items=ITEMS,
        kinds=len(Kind),
        rounds=ROUNDS,
        cores=os.cpu_count(),
        python=platform.python_version(),
    ) + "\n".join(_line(*one) for one in measured(rooms))
    print(text)
    if count == COMPANIES:
        (HERE / "PAPERS.md").write_text(text + "\n")


def _company(number: int) -> tuple[Any, Any]:
    room = companies.room_of(companies.company(name=f"株式会社架空{number}"))
    runs = unlocked(people.member(Role.PRINCIPAL, room))
    for item in range(ITEMS):
        assets.asset(room, title=f"架空の情報{item}", by=runs)
    rules.table(room, by=runs)
    actions.generate(organisation=room, by=runs, at=timezone.now())
    return room, runs


def measured(rooms: list[tuple[Any, Any]]) -> list[tuple[str, float, str, float]]:
    room, runs = rooms[0]
    facts = facts_of(room, actor=runs, on=timezone.localdate())
    papers = [paper_of(kind, sections_of(kind, facts)) for kind in Kind]
    files = [word(paper) for paper in papers]
    regulations = [Document.objects.get(organisation=one, kind=Kind.REGULATION) for one, _runs in rooms]
    again = [(row, who) for row, (_room, who) in zip(regulations, rooms, strict=True)]
    return [
        (
            "一社の一式を作る（封をして）",
            _median(lambda: _family(room, runs)),
            "Wordに書くだけ",
            _median(lambda: _words(papers)),
        ),
        (
            "一社の一式をPDFにする",
            _median(lambda: [pdf(one) for one in papers]),
            "白い紙をPDFにする",
            _median(lambda: [pdf(Paper("", ())) for _one in papers]),
        ),
        (
            "規程を開いて読む",
            _median(lambda: _opened(again[:1])),
            "Wordを読むだけ",
            _median(lambda: read_word(files[1])),
        ),
        ("全社の古い書類を挙げる", _median(_older), "SQLで指紋を読む", _median(_fingerprints)),
        (
            "全社の規程の作り直しを調べる",
            _median(lambda: _redone(again), 1),
            "開いて読む",
            _median(lambda: _opened(again), 1),
        ),
    ]


def _family(room: Any, runs: Any) -> None:
    Version.objects.filter(document__organisation=room).delete()
    Document.objects.filter(organisation=room).delete()
    made = actions.generate(organisation=room, by=runs, at=timezone.now())
    assert sum(one.version is not None for one in made) == len(Kind)


def _words(papers: list[Any]) -> None:
    for paper in papers:
        word(paper)


def _opened(rows: list[tuple[Any, Any]]) -> None:
    for row, who in rows:
        newest = Version.objects.filter(document__organisation=row.organisation_id, document__kind=row.kind).latest(
            "pk"
        )
        queries.blocks_of(newest, actor=who)


def _redone(rows: list[tuple[Any, Any]]) -> None:
    for row, who in rows:
        found = Document.objects.select_related("organisation").get(organisation=row.organisation_id, kind=row.kind)
        redo(found, actor=who, on=timezone.localdate())


def _older() -> None:
    assert len(list(queries.older_than(EVERY_KIND))) == Version.objects.count()


def _fingerprints() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLAUSES)
        for *_where, clauses in cursor.fetchall():
            json.loads(clauses)


def _median(ask: Callable[[], object], rounds: int = ROUNDS) -> float:
    return statistics.median(_once(ask) for _round in range(rounds))


def _once(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _line(what: str, took: float, floor: str, least: float) -> str:
    return f"| {what} | {took:,.0f} | {floor} | {least:,.0f} | {took / least:.1f} |"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else COMPANIES)
