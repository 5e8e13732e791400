"""設置 — a desk on a database of its own, prepared and read by processes that are no test (settings differ in tests).

python -m tests.faults.installation prepare | count | size
"""

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
EMAIL, SECOND_EMAIL = "adviser@example.jp", "second@example.jp"


def prepare() -> None:
    """A migrated desk marked as a demo (no second factor), with two advisers of the centre."""
    from madoguchi.foundation.access.roles import Role  # noqa: PLC0415
    from madoguchi.foundation.accounts import factories  # noqa: PLC0415
    from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD  # noqa: PLC0415
    from tests.migrated import migrate  # noqa: PLC0415

    migrate()
    factories.demo()
    centre = factories.office(code="00")
    for email in (EMAIL, SECOND_EMAIL):
        factories.member(Role.ADVISER, centre, of=factories.person(email=email, password=DEMO_PASSWORD))


def count() -> None:
    """For each 要旨: the numbers of its records, and what hangs on them."""
    from madoguchi.desk.consultations.models import Consultation, SearchRow, StateChange  # noqa: PLC0415
    from madoguchi.foundation.audit.models import Line  # noqa: PLC0415

    found: dict[str, list[dict[str, Any]]] = {}
    for row in Consultation.objects.order_by("pk"):
        lines = Line.objects.filter(stream=row.audit_stream())
        facts = {
            "number": row.number,
            "answer": row.answer_gist,
            "version": row.version,
            "states": StateChange.objects.filter(consultation=row).count(),
            "search_rows": SearchRow.objects.filter(owner=row).count(),
            "deeds": [deed for deed in lines.order_by("seq").values_list("deed", flat=True) if deed != "look"],
        }
        found.setdefault(row.gist, []).append(facts)
    print(json.dumps(found))


def size() -> None:
    """How much of a logbook stands on the desk, seen and hidden."""
    from madoguchi.company.companies.models import Company  # noqa: PLC0415
    from madoguchi.desk.consultations.models import Consultation, SearchRow, StateChange  # noqa: PLC0415
    from madoguchi.desk.logbooks.models import TakenRow  # noqa: PLC0415

    seen = Consultation.objects.count()
    told = {
        "seen": seen,
        "hidden": Consultation.with_hidden.count() - seen,
        "companies": Company.objects.count(),
        "rows": TakenRow.objects.exclude(consultation=None).count(),
        "search": SearchRow.objects.count(),
        "states": StateChange.objects.count(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    import django

    django.setup()
    {"prepare": prepare, "count": count, "size": size}[sys.argv[1]]()
