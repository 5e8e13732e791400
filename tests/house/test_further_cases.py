"""ほかの支援事例 — real support differs from cases A and B: four firms (架空) the house has to fit as well."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.company.agreements import actions as agreeing
from madoguchi.company.agreements import factories as agreements
from madoguchi.company.agreements.models import Kind as Agreed
from madoguchi.company.assets import actions as keeping
from madoguchi.company.assets import contamination, mapping, queries
from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.contamination import Alert
from madoguchi.company.assets.facts import COLUMNS, Facts, PlaceNamed
from madoguchi.company.assets.models import Disclosure
from madoguchi.company.assets.words import Kind, Origin, PlaceKind, Release
from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.documents import actions as documents
from madoguchi.company.documents import factories as papers
from madoguchi.company.documents.words import Kind as Written
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part
from madoguchi.company.notices import factories as notices
from madoguchi.company.notices.words import Listed
from madoguchi.company.rules import actions as ruling
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.papers import signs
from madoguchi.company.rules.queries import read
from madoguchi.company.rules.words import Action
from madoguchi.company.todo import actions as todo
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import actions as supporting
from madoguchi.desk.engagements import factories as engagements
from madoguchi.desk.engagements.queries import report_of
from madoguchi.desk.engagements.words import StageKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.factories import pocketed, unlocked

DAY = timedelta(days=1)
EVERY_PART = (Part.REGISTER, Part.RULES, Part.PAPERS)


class Firm:
    """会社 — a principal whose keys are open, a head, an employee, and an adviser of the desk to whom it shows all."""

    def __init__(self, client):
        people.demo()
        self.client, self.now, self.today = client, timezone.now(), timezone.localdate()
        self.company = companies.company(name="架空計測株式会社")
        self.room = companies.room_of(self.company)
        self.principal = unlocked(people.member(Role.PRINCIPAL, self.room))
        self.head, self.employee = (people.member(role, self.room) for role in (Role.HEAD, Role.EMPLOYEE))
        self.adviser = unlocked(people.member(Role.ADVISER, people.office()))
        for part in EVERY_PART:
            grants.grant(self.room, self.adviser, part, by=self.principal)

    def by(self, person=None):
        return {"by": person or self.principal, "at": self.now}

    def keeps(self, title, **facts):
        return assets.asset(self.room, title=title, by=self.principal, **facts)

    def page(self, person, path, **asked):
        """What that person reads there; "" where nothing is for them."""
        pocketed(self.client, person)
        answer = self.client.get(path.format(room=self.room.pk), asked, follow=True)
        return answer.text if answer.status_code == 200 else ""

    def offers(self, row):
        """The names of what may be done with an item, as its page says."""
        return self.page(self.principal, row.get_absolute_url())

    def alerts(self):
        groups = contamination.groups(queries.register(self.room, actor=self.principal), self.today)
        return {one.alert: [str(found.subject) for found in one.findings] for one in groups}

    def writes(self, *kinds):
        """Papers of these kinds, in force."""
        made = papers.family(self.room, by=self.principal, kinds=kinds)
        chosen = [str(one.pk) for one in made.values()]
        documents.adopt(organisation=self.room, versions=chosen, effective_date=self.today, **self.by())
        return made

    def tells(self, department, *labels):
        """Made known to these, and read by each of them."""
        listed = tuple(Listed(one) for one in labels)
        row = notices.notice(self.room, by=self.principal, listed=listed, department=department)
        for label, token in notices.links(row, by=self.principal).items():
            notices.read(row.recipients.get(label=label), token=token)


@pytest.fixture
def firm(db, client):
    return Firm(client)


# 段階を追った展開 — one department first, a second when the first is through


@pytest.fixture
def rolling_out(firm):
    """The desk's support of the firm, at the stage of its roll-out."""
    case = consultations.consultation(company=firm.company, owner=firm.adviser, state=CaseState.VISITING)
    stage = engagements.engagement(case, by=firm.adviser).stages.get(kind=StageKind.ROLL_OUT)
    return supporting.begin_stage(stage=stage, **firm.by(firm.adviser))


def test_a_roll_out_begins_in_one_department_and_grows_to_a_second(firm, rolling_out):
    rules.table(firm.room, by=firm.principal)
    design = supporting.roll_out(stage=rolling_out, department="設計部", **firm.by(firm.adviser))
    firm.keeps("鏡筒の組立図", department="設計部")
    firm.tells("設計部", "設計1", "設計2")
    supporting.finish_rollout(rollout=design, **firm.by(firm.adviser))

    making = supporting.roll_out(stage=rolling_out, department="製造部", **firm.by(firm.adviser))
    with pytest.raises(Refusal, match="まだ終わっていない部署"):
        supporting.finish_stage(stage=rolling_out, **firm.by(firm.adviser))
    polished = firm.keeps("研磨の条件表", department="製造部")
    firm.tells("製造部", "製造1")
    supporting.finish_rollout(rollout=making, **firm.by(firm.adviser))
    supporting.finish_stage(stage=rolling_out, **firm.by(firm.adviser))

    told = firm.page(firm.principal, "/room/{room}/notices/evidence/")
    assert [one for one in ("設計部", "2人中 2人", "製造部", "1人中 1人") if one not in told] == []
    shown = firm.page(firm.adviser, "/room/{room}/notices/")
    assert ("製造部" in shown, "製造1" in shown) == (True, False)
    listed = firm.page(firm.principal, "/assets/{room}/", department=polished.department_id)
    assert ("研磨の条件表" in listed, "鏡筒の組立図" in listed) == (True, False)
    report = report_of(rolling_out.engagement, actor=firm.adviser, at=firm.now)
    departments = [row[0] for section in report.sections for one in section.tables for row in one.rows]
    assert [one for one in departments if one in ("設計部", "製造部")] == ["設計部", "製造部"]


# 一つの製品 — what is seen becomes a registered design, how it is adjusted stays a secret

OUTSIDE, INSIDE = "携帯測定器の外観", "携帯測定器の校正手順"
READ_BY_OTHERS = ("/assets/{room}/", "/assets/{room}/map/", "/assets/{room}/contamination/", "/room/{room}/papers/")


@pytest.fixture
def product(firm):
    """Both parts of it in one register."""
    rules.table(firm.room, by=firm.principal)
    outside = firm.keeps(OUTSIDE, kind=Kind.DRAWING, level="secret", release=Release.AGREED)
    inside = firm.keeps(
        INSIDE, kind=Kind.PROCESS, level="top", release=Release.NEVER, is_named_only=True, holders=["校正班"]
    )
    return outside, inside


def test_what_is_seen_goes_out_once_its_design_is_filed_and_the_rest_never(firm, product):
    outside, inside = product
    agreements.agreement(firm.room, name="架空商事", by=firm.principal)
    given = {"counterparty": "架空商事", "given_date": firm.today, "purpose": "見積もりのため"}
    keeping.disclose(asset=outside, **given, **firm.by())
    with pytest.raises(Refusal, match="だれにも話さない"):
        keeping.disclose(asset=inside, **given, **firm.by())
    assert ["社外に渡したことを記録する" in firm.offers(one) for one in product] == [True, False]

    file = {"organisation": firm.room, "title": f"{OUTSIDE}を、公表の前に意匠登録出願する"}
    filing = todo.ask(**file, due_date=firm.today + 14 * DAY, **firm.by())
    todo.finish(task=filing, **firm.by())
    columns = {name: getattr(outside, name) for name in COLUMNS} | {"level": "open", "release": Release.SALES}
    how = {"facts": Facts(columns, outside.department.name), "why": "意匠登録を出願した"}
    keeping.correct(asset=outside, seen_version=outside.version, **how, **firm.by())

    assert "営業で話してよい" in firm.offers(outside)
    assert "意匠登録を出願した" in firm.offers(outside)
    together = firm.page(firm.principal, "/assets/{room}/", q="携帯測定器")
    shown = firm.page(firm.principal, "/assets/{room}/", q="携帯測定器", level="open")
    assert (OUTSIDE in together, INSIDE in together) == (True, True)
    assert (OUTSIDE in shown, INSIDE in shown) == (True, False)


def test_nobody_reads_what_the_secret_part_is_called_who_may_not(firm, product):
    made = firm.writes(Written.REGULATION, Written.TABLE, Written.REGISTER, Written.PROJECT)
    versions = [one.get_absolute_url() for one in made.values()]

    for person in (firm.head, firm.employee, firm.adviser):
        read = "".join(firm.page(person, one) for one in (*READ_BY_OTHERS, product[1].get_absolute_url(), *versions))
        assert INSIDE not in read, person
        assert (OUTSIDE in read) == (person != firm.employee)
    assert INSIDE in firm.page(firm.principal, made[Written.REGISTER].get_absolute_url())


# 工場の区画 — who enters which, what hangs at its door, and what must not lie in it

OWN_RULE, HANGS_AT = "研磨区画には、研磨班だけが入れる。", "掛けるところ（印刷されません）：研磨区画"
POLISHING, ASSEMBLY, APART = (PlaceNamed(PlaceKind.FLOOR, name) for name in ("研磨区画", "組立区画", "預かり品の区画"))


@pytest.fixture
def floor(firm):
    """Two zones: one may be entered by its own people alone."""
    draft = rules.draft(firm.room, by=firm.principal)
    rules.say(draft, Action.WHO, by=firm.principal, top=OWN_RULE)
    ruling.bring_into_force(table=draft, from_date=firm.today, **firm.by())
    firm.keeps("研磨の条件表", level="top", places=[POLISHING], holders=["研磨班"])
    firm.keeps("組立の手順書", level="inside", places=[ASSEMBLY], holders=["組立班"])
    return draft


def test_each_zone_has_its_people_and_the_signs_the_table_asks_for(firm, floor):
    register = queries.register(firm.room, actor=firm.principal)
    hung = signs(read(floor), queries.zones_by_level(firm.room, actor=firm.principal))
    assert {one.text: one.zones for one in hung} == dict.fromkeys(("関係者以外立入禁止", "撮影禁止"), ("研磨区画",))
    printed = f"/room/{{room}}/rules/tables/{floor.pk}/labels/"
    assert HANGS_AT in firm.page(firm.principal, printed)
    assert HANGS_AT not in firm.page(firm.employee, printed)
    assert OWN_RULE in firm.page(firm.employee, printed)
    links = {(one.start.label, one.end.label) for one in mapping.picture(register, {}).edges}
    assert {("研磨区画", "研磨班"), ("組立区画", "組立班")} <= links
    assert ("研磨区画", "組立班") not in links


def test_a_customer_s_things_in_a_zone_of_one_s_own_are_found_until_they_lie_apart(firm, floor):
    lens = firm.keeps("預かった対物レンズ", origin=Origin.ENTRUSTED, places=[POLISHING])
    assert firm.alerts() == {Alert.PLACE: ["研磨区画"]}

    facts = Facts({name: getattr(lens, name) for name in COLUMNS}, "製造部", places=[APART])
    keeping.correct(asset=lens, facts=facts, seen_version=0, why="区画を分けた", **firm.by())

    assert firm.alerts() == {}


def test_a_visitor_of_the_factory_is_told_what_concerns_visitors(firm, floor):
    visiting = {"listed": (Listed("見学者1"),), "department": "", "addressee": Addressee.OUTSIDERS}
    (token,) = notices.links(notices.notice(firm.room, by=firm.principal, **visiting), by=firm.principal).values()
    firm.writes(Written.NDA_VISIT)

    told = Client().get(f"/notice/{token}/", follow=True).text
    assert (OWN_RULE in told, "生成AI" in told) == (True, False)
    assert "工場見学の秘密保持の約束" in firm.page(firm.head, "/room/{room}/papers/")
    assert "工場見学の秘密保持の約束" not in firm.page(firm.employee, "/room/{room}/papers/")


# 協力工場 — order specifications go out, own and a customer's, as long as what covers them holds

PARTNER, CUSTOMER = "架空協力工場", "架空精密株式会社"


@pytest.fixture
def partner(firm):
    """An agreement with the partner factory, over since last week."""
    last = {"from_date": firm.today - 400 * DAY, "until_date": firm.today - 7 * DAY}
    return agreements.agreement(firm.room, name=PARTNER, kind=Agreed.MANUFACTURE, by=firm.principal, **last)


def goes_out(firm, row, *, days=0, why=""):
    given = {"counterparty": PARTNER, "given_date": firm.today - days * DAY, "purpose": "製造を頼むため"}
    return keeping.disclose(asset=row, why_uncovered=why, **given, **firm.by())


def test_an_order_specification_goes_out_under_the_agreement_of_that_day(firm, partner):
    spec = firm.keeps("協力工場への発注仕様書", kind=Kind.ORDERSPEC, department="調達部")

    assert goes_out(firm, spec, days=8).agreement == partner
    with pytest.raises(Refusal, match="有効な契約が、この相手先とありません"):
        goes_out(firm, spec)
    agreeing.renew(agreement=partner, until_date=firm.today + 365 * DAY, why="続ける", **firm.by())
    assert goes_out(firm, spec).agreement == partner


def test_a_customer_s_specification_goes_on_to_no_partner_once_the_customer_s_agreement_is_over(firm, partner):
    agreeing.renew(agreement=partner, until_date=firm.today + 365 * DAY, why="続ける", **firm.by())
    came = agreements.agreement(firm.room, name=CUSTOMER, until_date=firm.today - 7 * DAY, by=firm.principal)
    spec = firm.keeps("預かった仕様書", origin=Origin.ENTRUSTED, agreement=came, kind=Kind.ORDERSPEC)

    assert goes_out(firm, spec, days=8).agreement == partner
    pocketed(firm.client, firm.principal)
    said = {"counterparty": PARTNER, "given_date": firm.today.isoformat(), "purpose": "追加の加工"}
    answer = firm.client.post(f"{spec.get_absolute_url()}disclose/", said)
    assert answer.status_code == 422
    assert "この情報を預かった契約は、その日には有効ではありません" in answer.text
    assert "追加の加工" in answer.text

    assert goes_out(firm, spec, why="納期に間に合わせた").agreement is None
    assert Disclosure.objects.uncovered().count() == 1
    assert firm.alerts().keys() == {Alert.PAST, Alert.UNCOVERED}


def test_who_comes_over_from_the_partner_promises_to_bring_nothing_along(firm, partner):
    version = firm.writes(Written.TRANSFER)[Written.TRANSFER]

    assert "以前の勤務先その他の者の秘密を、会社の業務に使わず" in firm.page(firm.head, version.get_absolute_url())
    assert firm.page(firm.employee, version.get_absolute_url()) == ""
