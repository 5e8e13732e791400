"""Agreements for tests and the demo."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.agreements.actions import counterparty_named
from madoguchi.company.agreements.models import Agreement, AgreementFile, Counterparty, Kind, Stage
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.uploads import Upload, take


def counterparty(organisation: Organisation, name: str = "架空金属株式会社") -> Counterparty:
    return counterparty_named(organisation, name)


def file(row: Agreement, *, by: Person) -> AgreementFile:
    """Sealed in the company's box, with a little content."""
    now = timezone.now()
    box = company_box(organisation=row.organisation, at=now)
    upload = Upload(AgreementFile, writing_generation(box, at=now), "架空の契約書.pdf")
    upload.begin()
    upload.write(b"%PDF")
    upload.finish()
    made = AgreementFile(agreement=row, added_by=by)
    take(upload, made, at=now)
    made.save(force_insert=True)
    return made


def agreement(
    organisation: Organisation,
    *,
    name: str = "架空金属株式会社",
    by: Person | None = None,
    from_date: date | None = None,
    until_date: date | None = None,
    kind: str = Kind.NDA,
    **facts: Any,
) -> Agreement:
    """In force since last year, without a last day unless said otherwise."""
    now = timezone.now()
    return Agreement.objects.create(
        organisation=organisation,
        counterparty=counterparty(organisation, name),
        kind=kind,
        stage=facts.pop("stage", Stage.ENTRUST),
        from_date=from_date or timezone.localdate(now) - timedelta(days=365),
        until_date=until_date,
        added_at=now,
        added_by=by or people.member(Role.STEWARD, organisation),
        **facts,
    )
