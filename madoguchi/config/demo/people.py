"""架空の人々 — the demo's offices, people and companies; every name is invented."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.auth.hashers import make_password

from madoguchi.company.companies import actions as companies
from madoguchi.company.companies.models import Company
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as accounts
from madoguchi.foundation.accounts.models import DeskProfile, Organisation, Person
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.prefectures import Prefecture

DESK_NAME = "さくら知財相談センター（架空）"

PEOPLE = (
    ("adviser", "青木 春子（架空）", "あおき はるこ", Role.ADVISER, "00"),
    ("adviser2", "石田 夏夫（架空）", "いしだ なつお", Role.ADVISER, "00"),
    ("adviser3", "上原 秋江（架空）", "うえはら あきえ", Role.ADVISER, "00"),
    ("expert", "遠藤 冬彦（架空・弁護士）", "えんどう ふゆひこ", Role.EXPERT, "00"),
    ("manager", "小川 千秋（架空）", "おがわ ちあき", Role.MANAGER, "00"),
    ("analyst", "数見 統（架空）", "かずみ おさむ", Role.ANALYST, "00"),
    ("operator", "木村 保守（架空）", "きむら やすもり", Role.OPERATOR, "00"),
    ("window", "久野 愛知（架空）", "くの あいち", Role.ADVISER, "23"),
)

COMPANIES = (
    ("株式会社あけぼの光測器（架空）", "23", "E", 90_000_000, 165),
    ("なにわ添加物商事株式会社（架空）", "27", "I-W", 48_000_000, 80),
    ("有限会社みどり樹脂（架空）", "22", "E", 6_000_000, 14),
    ("北星ソフトウエア株式会社（架空）", "01", "G-I", 30_000_000, 62),
    ("株式会社瀬戸内食品加工（架空）", "37", "E", 20_000_000, 45),
    ("株式会社東雲重工（架空）", "14", "E", 5_000_000_000, 2100),
    ("合同会社こもれびデザイン（架空）", "13", "L", 3_000_000, 4),
    ("株式会社五稜運輸（架空）", "01", "H", 40_000_000, 120),
    ("さざなみ金型工業株式会社（架空）", "25", "E", 12_000_000, 33),
    ("株式会社杜のバイオ研究所（架空）", "04", "L", 50_000_000, 28),
    ("有限会社筑紫商店（架空）", "40", "I-R", 5_000_000, 9),
    ("株式会社玉川ケア（架空）", "13", "P", 15_000_000, 76),
)


@dataclass
class Cast:
    """Everybody and every company the stories need."""

    centre: Organisation
    window: Organisation
    people: dict[str, Person]
    companies: list[Company]


def cast(at: datetime) -> Cast:
    offices = _offices()
    people = {login: _person(login, name, kana, role, offices[code]) for login, name, kana, role, code in PEOPLE}
    made = [_company(*facts, office=offices["00"], by=people["manager"], at=at) for facts in COMPANIES]
    _clients(people, made)
    return Cast(offices["00"], offices["23"], people, made)


def _offices() -> dict[str, Organisation]:
    """The centre by its demo name, with a profile; the 47 windows as the migration made them."""
    centre = accounts.office(code="00")
    centre.name = DESK_NAME
    centre.save(update_fields=["name"])
    DeskProfile.objects.update_or_create(
        office=centre,
        defaults={
            "name": DESK_NAME,
            "phone": "0120-000-000",
            "email": "soudan@example.jp",
            "opens_at": time(9, 0),
            "closes_at": time(17, 45),
            "reception_until": time(17, 30),
        },
    )
    windows = {code: accounts.office(code=code, prefecture=code) for code in Prefecture.values}
    return {"00": centre, **windows}


def _person(login: str, name: str, kana: str, role: Role, office: Organisation) -> Person:
    made = accounts.person(name=name, email=f"{login}@example.jp")
    made.kana, made.password = kana, make_password(DEMO_PASSWORD)
    made.save(update_fields=["kana", "password"])
    return accounts.member(role, office, of=made)


def _company(
    name: str,
    prefecture: str,
    industry: str,
    capital: int,
    employees: int,
    *,
    office: Organisation,
    by: Person,
    at: datetime,
) -> Company:
    made = companies.register(name=name, prefecture=prefecture, office=office, by=by, at=at)
    companies.state_size(
        company=made,
        fiscal_year=fiscal_year(at.date()),
        capital_yen=capital,
        employees=employees,
        industry=industry,
        office=office,
        by=by,
        at=at,
    )
    return made


def _clients(people: dict[str, Person], made: list[Company]) -> None:
    for login, company, name, kana, role in (
        ("owner-a", made[0], "明野 曙（架空）", "あけの あけぼの", Role.PRINCIPAL),
        ("company-a", made[0], "明野 光（架空）", "あけの ひかり", Role.STEWARD),
        ("company-b", made[1], "難波 商（架空）", "なんば あきない", Role.STEWARD),
    ):
        people[login] = _person(login, name, kana, role, companies.open_room(company=company))
