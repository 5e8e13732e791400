"""打ち明けられた相談の速さ — a list of sealed cases that opens none, and the page of a case with a long conversation.

    make benchmarks-confided
    .venv/bin/python benchmarks/confided.py [CASES MESSAGES]     another number, and nothing is written down

SQLite in a temporary folder. Prints the table and writes benchmarks/CONFIDED.md.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATA_DIR": FOLDER.name, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}

import django  # noqa: E402

django.setup()

import pyrage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from measure import medians  # noqa: E402

from madoguchi.desk.consultations import factories as make  # noqa: E402
from madoguchi.desk.consultations.actions.thread import note_told  # noqa: E402
from madoguchi.desk.consultations.models import Consultation  # noqa: E402
from madoguchi.foundation.access.roles import Role  # noqa: E402
from madoguchi.foundation.accounts import factories as people  # noqa: E402
from madoguchi.foundation.accounts.models import Installation, Person  # noqa: E402
from madoguchi.foundation.vault.factories import pocketed, unlocked  # noqa: E402
from madoguchi.foundation.vault.handing import identity_of  # noqa: E402
from madoguchi.foundation.vault.rows import generation_of  # noqa: E402

CASES, MESSAGES = 10_000, 200
LIST = "/consultations/"
TEXT = "試作品の配合は工程三で決まります。先方には工程一と二だけを見せています。" * 8


def main(cases: int, messages: int) -> None:
    text = page(measured(cases, messages), cases, messages)
    print(text)
    if (cases, messages) == (CASES, MESSAGES):
        (HERE / "CONFIDED.md").write_text(text)


def measured(cases: int, messages: int) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    adviser, bare, sealed = filled(cases)
    client = signed_in(adviser)
    told = {"before": (median(client, LIST), opened(client, LIST))}
    confide(sealed, adviser)
    told["after"] = (median(client, LIST), opened(client, LIST))
    told["bare"] = (median(client, bare.get_absolute_url()), opened(client, bare.get_absolute_url()))
    confide(sealed[:1], adviser, messages - 1)
    url = sealed[0].get_absolute_url()
    return told | {"long": (median(client, url), opened(client, url)), "alone": alone(sealed[0], adviser)}


def filled(cases: int) -> tuple[Person, Consultation, list[Consultation]]:
    """An adviser with keys, whose are all the cases; a case without a conversation first."""
    with transaction.atomic():
        office = people.office(code="00")
        Installation.objects.create(pk=1, is_demo=True, made_at=datetime.now(UTC))  # without second factors
        adviser = unlocked(people.member(Role.ADVISER, office))
        made = [make.consultation(office=office, owner=adviser) for _one in range(cases + 1)]
    return adviser, made[0], made[1:]


def confide(cases: list[Consultation], adviser: Person, messages: int = 1) -> None:
    with transaction.atomic():
        for case in cases * messages:
            note_told(case, TEXT, by=adviser, at=datetime.now(UTC))


def signed_in(adviser: Person) -> Client:
    client = Client(headers={"host": "localhost"})
    with override_settings(AXES_ENABLED=False):  # which wants to know the address of whoever signs in
        pocketed(client, adviser)
    return client


def median(client: Client, url: str) -> float:
    return medians(lambda: visit(client, url))[0]


def visit(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def opened(client: Client, url: str) -> int:
    """How many sealed things the page opens, keys included."""
    with counting() as seen:
        visit(client, url)
    return len(seen)


@contextmanager
def counting() -> Iterator[list[int]]:
    seen, decrypt = [], pyrage.decrypt

    def noted(*given: Any) -> bytes:
        seen.append(1)
        return bytes(decrypt(*given))

    with patch("pyrage.decrypt", noted):
        yield seen


def alone(case: Consultation, adviser: Person) -> float:
    """The library alone on the same bytes: milliseconds for every message of the case."""
    rows = list(case.messages.all())
    identity = identity_of(generation_of(rows[0], adviser.open_keyring), adviser.open_keyring)
    return medians(lambda: [pyrage.decrypt(bytes(row.body), [identity]) for row in rows])[0]


def page(told: dict[str, Any], cases: int, messages: int) -> str:
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = [
        (f"list of {cases + 1:,} cases, nothing confided yet", *told["before"]),
        (f"the same list, {cases:,} of them with a sealed conversation", *told["after"]),
        ("page of a case without a conversation", *told["bare"]),
        (f"page of a case with {messages} messages", *told["long"]),
    ]
    table = "\n".join(f"| {name} | {took:.1f} ms | {count} |" for name, took, count in lines)
    more, its, size = told["long"][0] - told["bare"][0], told["alone"], len(TEXT.encode())
    return f"""# How fast the sealed desk is

Made by `make benchmarks-confided` on {datetime.now(UTC).date()}: whole pages (middleware, session, door, view, diary)
as medians of 25 rounds, for an adviser with open keys whose cases these are. SQLite.

Machine: {os.cpu_count()} cores, {machine}.

| | page | sealed things opened |
|---|--:|--:|
{table}

The library alone (pyrage {version("pyrage")}) opens the {messages} messages of {size} bytes in {its:.1f} ms; a page
that shows them takes {more:.1f} ms more than one without: {its / more:.0%} of that is the library's.
"""


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]) if sys.argv[1:] else (CASES, MESSAGES))
