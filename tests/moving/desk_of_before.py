"""引っ越し前の窓口 — rows as they stood open before sealing existed, and the people who come afterwards.

python -m tests.moving.desk_of_before fill | come
"""

import json
import os
import sys
from datetime import timedelta
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
BEFORE = [
    ("accounts", "0002_offices"),
    ("companies", "0001_companies"),
    ("consultations", "0004_parties"),
    ("vault", "0001_vault"),
]
PEOPLE = ("adviser", "keeper", "colleague", "gone")
OPEN, RESTRICTED, COMPANY, DRAFT, LEFT = (
    "OpenCaseHanako",
    "RestrictedCaseMomoko",
    "CompanyUmeko",
    "HalfTypedGist",
    "DraftOfTheDisabled",
)
MARKERS = (OPEN, RESTRICTED, COMPANY, DRAFT, LEFT)
PAGE = UUID("0b8b6f3e-6a0e-4c7f-9d1c-5c1c6a1f2d3b")


def fill() -> None:
    """Migrated up to the moment before, with a contact in an open and in a 限定 case, of a company, and two drafts."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    _fill(executor.loader.project_state(BEFORE).apps)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")  # samples of values go into the statistics


def _fill(apps) -> None:
    from django.utils import timezone  # noqa: PLC0415

    now = timezone.now()
    centre = apps.get_model("accounts.Organisation").objects.get(code="00")
    people = {login: _person(apps, login, centre, now) for login in PEOPLE}
    company = apps.get_model("companies.Company").objects.create(
        name="株式会社架空", folded="株式会社架空", core="架空", prefecture="23", registered_at=now
    )
    contacts = apps.get_model("companies.ContactPerson").objects

    def contact(marker, **about):
        said = {"name": marker, "phone": f"052-{marker}", "email": f"{marker}@example.jp", "added_at": now}
        return contacts.create(office=centre, **said, **about)

    _case(apps, "26-000-001", centre, people["adviser"], now, contact(OPEN, because="x"))
    hidden = contact(RESTRICTED, because="y", is_reserved=True)
    _case(apps, "26-000-002", centre, people["keeper"], now, hidden, is_restricted=True)
    known = {"company": company, "because": f"company:{company.pk}"}
    contact(COMPANY, **known)
    apps.get_model("companies.Acquaintance").objects.create(office=centre, **known)
    drafts = apps.get_model("consultations.Draft").objects
    drafts.create(
        person=people["adviser"], saved_at=now, typed={"submission": [str(PAGE)], "gist": [DRAFT], "told": [""]}
    )
    drafts.create(person=people["gone"], saved_at=now, typed={"gist": [LEFT]})
    apps.get_model("accounts.Person").objects.filter(email__startswith="gone").update(is_active=False, disabled_at=now)


def _person(apps, login, centre, now):
    made = apps.get_model("accounts.Person").objects.create(
        email=f"{login}@example.jp", name=f"架空 {login}", joined_at=now, password="x"
    )
    apps.get_model("accounts.Membership").objects.create(
        person=made, organisation=centre, role="adviser", from_date=now.date() - timedelta(days=30)
    )
    return made


def _case(apps, number, centre, owner, now, contact, **facts):
    return apps.get_model("consultations.Consultation").objects.create(
        number=number,
        office=centre,
        fiscal_year=2026,
        received_at=now,
        channel="TEL",
        owner=owner,
        consulter_kind="anonymous",
        contact_person=contact,
        category="MGT",
        taxonomy_version="1",
        gist="規程について",
        **facts,
    )


def come() -> None:
    """One after the other gets a keyring and opens it: what each reads, and whether the key file is still there."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from madoguchi.foundation.accounts.models import Person  # noqa: PLC0415
    from madoguchi.foundation.vault import boxes, factories, migration  # noqa: PLC0415
    from madoguchi.foundation.vault.handing import boxes_waiting_for  # noqa: PLC0415
    from madoguchi.foundation.vault.keyfile import NAME  # noqa: PLC0415

    told, came = {}, []
    for login in ("adviser", "keeper", "colleague"):
        came.append(factories.unlocked(Person.objects.get(email=f"{login}@example.jp")))
        migration.hand_over(at=timezone.now())
        for keys in [one.open_keyring for one in came]:  # whoever came earlier comes again, and hands on
            for box in list(boxes_waiting_for(keys)):
                with transaction.atomic():
                    boxes.settle(box, keys, at=timezone.now())
        told[login] = _read(came[-1]) | {"file": (settings.DATA_DIR / NAME).exists()}
    print(json.dumps(told))


def _read(person) -> dict[str, list[str]]:
    from madoguchi.company.companies import queries as companies  # noqa: PLC0415
    from madoguchi.company.companies.models import Company  # noqa: PLC0415
    from madoguchi.desk.consultations import queries  # noqa: PLC0415
    from madoguchi.desk.consultations.models import Consultation  # noqa: PLC0415

    cases = Consultation.objects.visible_to(person).order_by("number")
    callers = [queries.caller_of(case, actor=person) for case in cases]
    drafts = [queries.as_typed(draft, actor=person) for draft in queries.drafts_of(person)]
    return {
        "callers": [f"{one.look}:{one.name}:{one.phone}" for one in callers],
        "contacts": [one.name for one in companies.contacts_of(Company.objects.get(), actor=person)],
        "drafts": [draft["gist"][0] for draft in drafts],
    }


if __name__ == "__main__":
    import django

    django.setup()
    {"fill": fill, "come": come}[sys.argv[1]]()
