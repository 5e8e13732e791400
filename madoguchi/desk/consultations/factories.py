"""Cases and the people around them, written straight — for tests and for the demo town."""

import itertools
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from madoguchi.company.companies.actions import Named
from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations.acquainting import spread
from madoguchi.desk.consultations.actions.files import attach
from madoguchi.desk.consultations.actions.outside import refer_outside
from madoguchi.desk.consultations.actions.taking_in import PastCase
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import (
    Attachment,
    Caller,
    Consent,
    Consultation,
    Glass,
    Member,
    OutsideReferral,
    PastNote,
    Referral,
    Wall,
)
from madoguchi.desk.consultations.models_glass import GLASS_TIME
from madoguchi.desk.consultations.seating import case_box
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    ENDED,
    Channel,
    ConsentKind,
    ConsulterKind,
    ConsulterRole,
    MemberKind,
    OutsideBody,
    Part,
    ReferralState,
    State,
)
from madoguchi.foundation.accounts import factories as accounts
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core import case_number
from madoguchi.foundation.core.calendar import TOKYO, day_of, fiscal_year
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.boxes import box_of
from madoguchi.foundation.vault.factories import unlocked
from madoguchi.foundation.vault.models import BoxKind
from madoguchi.foundation.vault.uploads import SealingReceiver

_count = itertools.count(1)


def consultation(
    *,
    office: Organisation | None = None,
    company: Company | None = None,
    owner: Person | None = None,
    state: str = State.RECEIVED,
    received_at: datetime | None = None,
    **fields: Any,
) -> Consultation:
    """A case with its search line; its company is known to whoever sees the case. Without company: anonymous."""
    received = (received_at or timezone.now()).replace(microsecond=0)
    kind = ConsulterKind.COMPANY if company else ConsulterKind.ANONYMOUS
    year = fiscal_year(day_of(received))
    described: dict[str, Any] = {
        "number": _unused_number(year),
        "channel": Channel.TEL,
        "category": Category.MGT,
        "consulter_kind": kind,
        "gist": f"管理方法について{next(_count)}",
        "taxonomy_version": "1",
        "closed_at": received if state in ENDED else None,
    }
    made = Consultation.objects.create(
        office=office or accounts.office(),
        company=company,
        owner=owner,
        state=state,
        received_at=received,
        fiscal_year=year,
        **described | fields,
    )
    return settle(made)


def settle(consultation: Consultation) -> Consultation:
    """Search line and acquaintance as the case stands now; call it after writing around it."""
    reindex(consultation)
    spread(consultation)
    return consultation


def member_of(
    consultation: Consultation,
    person: Person,
    kind: str = MemberKind.MEMBER,
    *,
    from_date: date | None = None,
    until_date: date | None = None,
    parts: Collection[str] = tuple(Part),
) -> Member:
    made = Member.objects.create(
        consultation=consultation,
        person=person,
        kind=kind,
        from_date=from_date or day_of(consultation.received_at),
        until_date=until_date,
        added_at=consultation.received_at,
        **{part.column: part in parts for part in Part},
    )
    settle(consultation)
    return made


def caller(
    consultation: Consultation, *, name: str = "架空 花子", phone: str = "052-000-0000", email: str = ""
) -> Caller:
    """Whom to call back: sealed for the people of the case, one of whom has a keyring."""
    now = timezone.now()
    made = Caller(consultation=consultation, changed_at=now)
    rows.seal(made, case_box(consultation, at=now), at=now, name=name, phone=phone, email=email)
    made.save(force_insert=True)
    return made


def attachment(
    consultation: Consultation, *, by: Person, name: str = "図面.pdf", content: bytes = b"%PDF-1.7"
) -> Attachment:
    """A file as it comes in over the page; `by` has open keys."""
    now = timezone.now()
    upload = SealingReceiver(Attachment, case_box(consultation, at=now), at=now).expect("file", name)
    upload.write(content)
    upload.finish()
    return attach(consultation=consultation, file=upload, by=by, at=now)


def wall(
    consultation: Consultation, *, person: Person | None = None, office: Organisation | None = None, by: Person
) -> Wall:
    made = Wall.objects.create(
        consultation=consultation, person=person, office=office, set_at=timezone.now(), set_by=by
    )
    spread(consultation)
    return made


def broken_glass(consultation: Consultation, person: Person, *, at: datetime) -> Glass:
    """A glass broken then; it opens no key, as nothing is sealed with it."""
    held = box_of(f"factories.Glass:{person.pk}", BoxKind.CASE, at=at)
    until = at + GLASS_TIME
    return Glass.objects.create(
        consultation=consultation, broken_by=person, broken_at=at, until_at=until, box=held, generation=1, reason=b""
    )


def consent(consultation: Consultation, kind: str = ConsentKind.REFERRAL, *, is_given: bool = True) -> Consent:
    return Consent.objects.create(consultation=consultation, kind=kind, is_given=is_given, at=timezone.now())


def referral(
    consultation: Consultation, to_office: Organisation, *, by: Person, partner: Person | None = None, **fields: Any
) -> Referral:
    """A referral, accepted where there is a `partner`; its message opens for nobody, as nothing is sealed with it."""
    now = timezone.now()
    held = box_of(f"factories.Referral:{consultation.pk}:{to_office.pk}", BoxKind.CASE, at=now)
    answered = {"state": ReferralState.ACCEPTED, "answered_at": now, "answered_by": partner} if partner else {}
    described = {"to_office": to_office, "sent_at": now, "sent_by": by, "message": b"", "box": held, "generation": 1}
    made = Referral.objects.create(consultation=consultation, **described | answered | fields)
    if partner:
        member_of(consultation, partner, MemberKind.PARTNER)
    settle(consultation)
    return made


def outside_referral(consultation: Consultation, *, by: Person, **said: Any) -> OutsideReferral:
    """Handed to the police, with consent; `by` is close to the case, and opens what is sealed if the keys are open."""
    consent(consultation)
    described: dict[str, Any] = {
        "body": OutsideBody.POLICE,
        "prefecture": "23",
        "receiver": "生活経済課 御担当",
        "urgency": 0,
        "is_handed": True,
        "scope": "代表者。警察への相談について",
        "facts": "退職した人が図面を持ち出した疑いがあります。",
    }
    return refer_outside(consultation=consultation, **described | said, by=by, at=timezone.now())


def mark(person: Person) -> dict[str, Any]:
    """As the pages mark a deed: by whom, with open keys, and when."""
    return {"by": unlocked(person), "at": timezone.now()}


def again(row: Consultation) -> Consultation:
    """The case as a request reads it: nothing remembered."""
    return Consultation.objects.get(pk=row.pk)


def past_case(number: str = "H28-0001", **said: Any) -> PastCase:
    """A row of a logbook, as `take_in` takes it."""
    told: dict[str, Any] = {
        "received_at": datetime(2016, 4, 1, 9, tzinfo=TOKYO),
        "closed_date": date(2016, 4, 3),
        "is_under_way": False,
        "channel": Channel.TEL,
        "kind": ConsulterKind.COMPANY,
        "company": Named("株式会社架空精機", "23", ""),
        "capital_yen": 6_560_000,
        "employees": 78,
        "industry": "E",
        "prefecture": "23",
        "role": ConsulterRole.UNKNOWN,
        "enterprise_type": "",
        "heard_from": "",
        "trigger": "",
        "category": Category.MGT,
        "secondary": (),
        "gist": "規程を作りたい",
        "answer_gist": "",
        "source": "架空の記録簿",
    }
    return PastCase(number=number, **told | said)


def past_note(row: Consultation, texts: dict[str, str], *, at: datetime) -> PastNote:
    """Sealed for the counter of the case's office."""
    made = PastNote()
    rows.seal(made, office_box(office=row.office, at=at), at=at, texts=json.dumps(texts, ensure_ascii=False))
    made.save(force_insert=True)
    row.past_note = made
    row.save(update_fields=["past_note"])
    return made


def _unused_number(year: int) -> str:
    """Drawn numbers meet sooner than one thinks: some hundred cases a test are enough."""
    while Consultation.objects.filter(number=(number := case_number.draw(year))).exists():
        pass
    return number
