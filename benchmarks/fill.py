"""相談を満たす — a desk of N consultations as eleven years leave it: nearly all ended, most of them at the centre.

Everything is made up by a seeded chance, so that two databases of one size hold the same desk. Written with
`bulk_create`; search lines go through the room's own indexing.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from stdnum import damm

from madoguchi.company.companies.alike import spell
from madoguchi.company.companies.models import Acquaintance, Company
from madoguchi.desk.appointments.models import Appointment, AppointmentState, Attendee
from madoguchi.desk.consultations.acquainting import because
from madoguchi.desk.consultations.indexing import card_text
from madoguchi.desk.consultations.models import Consent, Consultation, Contact, Member, SearchRow, StateChange, Wall
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    ENDED,
    Channel,
    CloseReason,
    ConsentKind,
    ConsulterKind,
    MemberKind,
    NextAction,
    Outcome,
    State,
    SupportKind,
    Urgency,
)
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.core import case_number
from madoguchi.foundation.core.calendar import TOKYO, day_of, fiscal_year
from madoguchi.foundation.core.folding import company_core, fold_company
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.jobs.tasks import analyze
from madoguchi.foundation.search.models import Line

CHUNK = 2000
YEARS = 11
FREQUENT, FOUR, RARE = "管理", "営業秘密", "鶴亀蒔絵"
RARE_ROWS = 5


def _words(text: str) -> list[str]:
    return text.split()


WORDS = _words("""
    営業秘密 管理 規程 秘密保持契約 相談 退職者 図面 流出 特許 出願 先使用権 共同開発 委託先 製造方法 顧客名簿 就業規則
    誓約書 タイムスタンプ アクセス制限 従業員 競合他社 技術情報 ノウハウ 海外展開 取引先 サーバー 不正競争防止法
    社内研修 秘密表示 保管庫 訪問 電話 商標 意匠 著作権 弁護士 弁理士 警察 証拠保全 転職 試作品 金型 レシピ 配合
    工場見学 展示会 補助金 中小企業 大学 研究
""")
WORD_WEIGHTS = [1 / (rank + 2) for rank in range(len(WORDS))]
GLUE = _words("の を に は が と で から について により ため こと")
NAMES = _words("架空 青空 みどり 北斗 若葉 朝日 東雲 千鳥 白樺 銀河")
TRADES = _words("製作所 精機 化学 食品 電子 繊維 印刷 酒造 工業 ソフト")
CATEGORIES = {"MGT": 40, "STR": 14, "CON": 12, "LEAK": 8, "PPL": 8, "SYS": 7, "SEC": 5, "INB": 2, "TXN": 2, "OTH": 2}
SIZES = {"SME": 50, "SMALL": 28, "LARGE": 10, "UNKNOWN": 12}
OPEN_STATES = {"working": 45, "waiting": 20, "booked": 10, "received": 10, "triaged": 8, "following": 5, "visiting": 2}
ENDED_STATES = {"closed": 90, "migrated": 7, "withdrawn": 3}
KINDS = {"company": 85, "individual": 9, "anonymous": 6}


@dataclass
class Desk:
    """窓口 — who is there, and chance."""

    count: int
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(110))
    offices: list[Organisation] = field(default_factory=list)
    advisers: dict[int, list[Person]] = field(default_factory=dict)
    companies: list[Company] = field(default_factory=list)

    def one_of(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    @property
    def adviser(self) -> Person:
        """The reader of all pages: an adviser of the centre who holds about an eighth of its cases."""
        return self.advisers[self.offices[0].pk][2]


def fill(count: int) -> Desk:
    """Fills a migrated, empty database."""
    desk = Desk(count=count, now=timezone.now())
    with transaction.atomic():
        _people(desk)
        _companies(desk)
    for start in range(0, count, CHUNK):
        with transaction.atomic():
            _chunk(desk, range(start, min(start + CHUNK, count)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    analyze(at=desk.now)
    return desk


def filled() -> Desk:
    """The desk that an earlier process filled: its offices and their advisers."""
    desk = Desk(count=0, now=timezone.now(), offices=list(Organisation.objects.offices().order_by("code")))
    for held in Membership.objects.filter(role=Role.ADVISER).select_related("person").order_by("person"):
        desk.advisers.setdefault(held.organisation_id, []).append(held.person)
    return desk


def _people(desk: Desk) -> None:
    desk.offices = [people.office(code=f"{code:02}", prefecture=f"{code:02}" if code else "") for code in range(48)]
    for office in desk.offices:
        count = 8 if office.code == "00" else 1
        desk.advisers[office.pk] = [people.member(Role.ADVISER, office) for _one in range(count)]
        people.member(Role.MANAGER, office)
    people.profile(desk.offices[0], name="架空の窓口", phone="03-0000-0000")
    people.second_factor(desk.adviser)


def _companies(desk: Desk) -> None:
    prefectures = {code: 30 if code == "13" else 10 if code in {"14", "23", "27"} else 2 for code in Prefecture.values}
    names = (f"{desk.chance.choice(NAMES)}{desk.chance.choice(TRADES)}{n}株式会社" for n in range(desk.count // 5 + 1))
    rows = [
        Company(
            name=name,
            folded=fold_company(name),
            core=company_core(name),
            prefecture=desk.one_of(prefectures),
            registered_at=desk.now,
        )
        for name in names
    ]
    desk.companies = Company.objects.bulk_create(rows, batch_size=CHUNK)
    spell(desk.companies)


def _chunk(desk: Desk, numbers: range) -> None:
    rows = Consultation.objects.bulk_create([_case(desk, number) for number in numbers])
    SearchRow.objects.bulk_put(Line(row, f"{card_text(row)} {row.gist} {row.answer_gist}") for row in rows)
    known = [Acquaintance(company=row.company, office=row.office, because=because(row)) for row in rows if row.company]
    Acquaintance.objects.bulk_create(known)
    StateChange.objects.bulk_create(change for row in rows for change in _changes(row))
    Contact.objects.bulk_create(contact for row in rows for contact in _contacts(desk, row))
    Consent.objects.bulk_create(
        Consent(consultation=row, kind=kind, is_given=True, at=row.received_at, by=row.received_by)
        for row in rows
        for kind in (ConsentKind.RECORD, ConsentKind.STATISTICS)
    )
    Member.objects.bulk_create(member for row in rows for member in _members(desk, row))
    Wall.objects.bulk_create(wall for row in rows for wall in _walls(desk, row))
    _appointments(desk, rows)


def _case(desk: Desk, number: int) -> Consultation:
    received = _received(desk, number)
    office = desk.offices[0] if desk.chance.random() < 0.7 else desk.chance.choice(desk.offices[1:])
    kind, category = desk.one_of(KINDS), desk.one_of(CATEGORIES)
    company = desk.chance.choice(desk.companies) if kind == ConsulterKind.COMPANY else None
    owner = desk.chance.choice(desk.advisers[office.pk])
    year = fiscal_year(day_of(received))
    row = Consultation(
        number=_spoken(year, number),
        office=office,
        fiscal_year=year,
        received_at=received,
        received_by=owner,
        owner=owner,
        channel=desk.one_of({Channel.TEL: 60, Channel.MAIL: 25, Channel.VISIT_IN: 15}),
        is_restricted=category in {Category.LEAK, Category.PPL} and desk.chance.random() < 0.3,
        consulter_kind=kind,
        company=company,
        prefecture=company.prefecture if company else "",
        size=desk.one_of(SIZES) if company else EnterpriseSize.UNKNOWN,
        category=category,
        taxonomy_version="1",
        gist=_text(desk, number, 12, 34),
        answer_gist=_text(desk, -1, 12, 34),
    )
    _settle(desk, row, number)
    return row


def _settle(desk: Desk, row: Consultation, number: int) -> None:
    """About 98 of 100 have ended; the open ones are young."""
    age = 1 - number / desk.count
    if desk.chance.random() < (0.5 if age < 0.03 else 0.03 if age < 0.2 else 0):
        row.state = desk.one_of(OPEN_STATES)
        row.urgency = desk.one_of({Urgency.NORMAL: 85, Urgency.HIGH: 12, Urgency.URGENT: 3})
        row.owner = None if row.state == State.RECEIVED else row.owner
        return
    row.state = desk.one_of(ENDED_STATES)
    row.answered_at = row.received_at + timedelta(hours=3)
    row.closed_at = row.received_at + timedelta(days=desk.chance.randint(1, 60))
    row.outcome, row.close_reason = Outcome.ADVISED, CloseReason.INFORMED


def _received(desk: Desk, number: int) -> datetime:
    """In the order of their numbers, but one in twenty was written down long after its day."""
    if desk.chance.random() < 0.05:
        number = desk.chance.randint(0, number)
    return desk.now - timedelta(days=YEARS * 365 * (1 - number / desk.count), seconds=desk.chance.randint(1, 9999))


def _spoken(year: int, number: int) -> str:
    digits = f"{year % 100:02}{number:05}"
    return case_number.clean(digits + damm.calc_check_digit(digits))


def _text(desk: Desk, number: int, least: int, most: int) -> str:
    words = desk.chance.choices(WORDS, WORD_WEIGHTS, k=desk.chance.randint(least, most))
    said = [word + desk.chance.choice(GLUE) for word in words]
    places = {desk.count * (2 * place + 1) // (2 * RARE_ROWS) for place in range(RARE_ROWS)}
    return "".join([RARE] * (number in places) + said)[:200]


def _changes(row: Consultation) -> Iterator[StateChange]:
    yield StateChange(consultation=row, to_state=State.RECEIVED, at=row.received_at, by=row.received_by)
    if row.state != State.RECEIVED:
        at = row.closed_at or row.received_at + timedelta(minutes=30)
        yield StateChange(consultation=row, from_state=State.RECEIVED, to_state=row.state, at=at, by=row.received_by)


def _contacts(desk: Desk, row: Consultation) -> Iterator[Contact]:
    facts: dict[str, Any] = {"consultation": row, "by": row.received_by, "channel": row.channel}
    yield Contact(**facts, at=row.received_at, kind=SupportKind.ANSWER)
    if row.state not in ENDED:
        action = desk.chance.choice(NextAction.values)
        day = day_of(desk.now) + timedelta(days=desk.chance.choice([-9, -3, -1, 0, 0, 1, 4, 11]))
        yield Contact(**facts, at=row.received_at, kind=SupportKind.ANSWER, next_action=action, next_date=day)


def _members(desk: Desk, row: Consultation) -> Iterator[Member]:
    if row.is_restricted or desk.chance.random() < 0.02:
        person = desk.chance.choice(desk.advisers[row.office_id])
        yield Member(
            consultation=row,
            person=person,
            kind=MemberKind.MEMBER,
            from_date=day_of(row.received_at),
            added_at=row.received_at,
        )


def _walls(desk: Desk, row: Consultation) -> Iterator[Wall]:
    if desk.chance.random() < 0.003:
        person = desk.chance.choice(desk.advisers[row.office_id])
        yield Wall(consultation=row, person=person, set_at=row.received_at, set_by=row.received_by)


def _appointments(desk: Desk, rows: list[Consultation]) -> None:
    """One in twenty was seen in the office; a few of the open ones come today."""
    booked = [row for row in rows if desk.chance.random() < 0.05]
    made = Appointment.objects.bulk_create(
        Appointment(consultation=row, starts_at=start, ends_at=start + timedelta(hours=1), place="office", **_by(row))
        for row in booked
        for start in [_start(desk, row)]
    )
    Attendee.objects.bulk_create(Attendee(appointment=one, person=one.booked_by) for one in made)


def _by(row: Consultation) -> dict[str, Any]:
    state = AppointmentState.DONE if row.state in ENDED else AppointmentState.BOOKED
    return {"state": state, "booked_at": row.received_at, "booked_by": row.received_by}


def _start(desk: Desk, row: Consultation) -> datetime:
    day: date = day_of(row.received_at if row.state in ENDED else desk.now)
    noon = datetime(day.year, day.month, day.day, desk.chance.randint(9, 16), tzinfo=TOKYO)
    return noon if row.state in ENDED or desk.chance.random() < 0.3 else noon + timedelta(days=2)
