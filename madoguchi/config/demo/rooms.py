"""自社の部屋 — A社 keeps its secrets by itself, every paper in force; B社 begins, with a draft it had before."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.facts import PlaceNamed
from madoguchi.company.assets.words import Kind as What
from madoguchi.company.assets.words import Origin, PlaceKind
from madoguchi.company.companies.actions import open_room
from madoguchi.company.diagnosis import factories as diagnoses
from madoguchi.company.documents import actions as documents
from madoguchi.company.documents import factories as papers
from madoguchi.company.documents.models import Officer
from madoguchi.company.documents.words import Kind
from madoguchi.company.grants import actions as grants
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.queries import READ_SHOWN
from madoguchi.company.notices import actions as making_known
from madoguchi.company.notices import factories as notices
from madoguchi.company.notices.models import Notice
from madoguchi.company.notices.words import Listed
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.words import Start
from madoguchi.config.demo.teller import Teller
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.papers.blocks import Heading, Item, Text, Title

TOLD_IN_TIME = (
    ("設計部", "設計", 194, ("明野 北斗", "明野 昴", "明野 銀河", "明野 彗")),
    ("製造部", "製造", 193, ("明野 星羅", "明野 流星", "明野 朔")),
)
TOLD_SINCE = ("明野 望", "明野 弦", "明野 霞", "明野 暁", "明野 陽")
POLISHING = PlaceNamed(PlaceKind.FLOOR, "第1工場 研磨区画")
KEPT = (
    ("対物レンズの研磨条件表", "製造部", What.PROCESS, "top", ("共有フォルダー", POLISHING)),
    ("鏡筒の組立図", "設計部", What.DRAWING, "secret", ("共有フォルダー", "設計棚2")),
    ("検査の合格基準書", "品質保証部", What.QUALITY, "secret", ("共有フォルダー",)),
    ("見積りの原価表", "営業部", What.PRICE, "secret", ("共有フォルダー",)),
    ("組立工場の区画図", "製造部", What.DRAWING, "inside", ("製造課の書庫",)),
    ("協力工場への発注仕様書", "調達部", What.ORDERSPEC, "secret", ("共有フォルダー",)),
)
MEMORANDUM = (
    Title("秘密保持の覚書（たたき台・架空）"),
    Heading("第１条（目的）", 2),
    Text("共同で研究する添加物の試作に必要な情報を、互いに渡すときの約束を定める。"),
    Heading("第２条（秘密の情報）", 2),
    Text("互いに渡す資料のうち「秘」と書いたものを、秘密の情報とする。"),
    Heading("第３条（守ること）", 2),
    Text("受け取った資料は、この研究のほかに使わず、研究に関わる者のほかに見せない。"),
)
PLEDGE = (
    Title("誓約書（前から使っているもの・架空）"),
    Item("１　仕事で知った会社の秘密を、在職中も退職後も、だれにも話しません。"),
    Item("２　会社の資料を、許しなく持ち出しません。"),
)
BROUGHT = (
    (Kind.NDA_MUTUAL, "共同研究の覚書", "覚書（たたき台・架空）.docx", MEMORANDUM),
    (Kind.JOINING, "入社のときの誓約書", "誓約書（架空）.docx", PLEDGE),
)


def a_keeps_its_secrets(t: Teller) -> None:
    """Register, levels and table, the whole family of papers in force, made known department by department."""
    owner, room = t.cast.people["owner-a"], open_room(company=t.cast.companies[0])
    diagnoses.diagnosis(room, by=owner, label="支援の前", everything=0, values={"L01": 1}, at=t.ago(315))
    for title, department, kind, level, places in KEPT:
        holders = [f"{department}長"]
        how: dict[str, Any] = {
            "department": department,
            "kind": kind,
            "level": level,
            "places": places,
            "holders": holders,
        }
        assets.asset(room, title=title, by=owner, **how)
    entrusted: dict[str, Any] = {
        "origin": Origin.ENTRUSTED,
        "department": "設計部",
        "places": ["設計棚2"],
        "kind": What.DRAWING,
    }
    assets.asset(room, title="預かり図面一式", by=owner, **entrusted)
    assets.asset(room, title="受領日のわからない図面", origin=Origin.UNKNOWN, department="設計部", by=owner)
    rules.table(room, start=Start.FOUR, by=owner, at=t.ago(235))
    answers = papers.answers(officer=Officer.TECHNICAL, has_committee=True)
    documents.answer(organisation=room, by=owner, at=t.ago(228), **answers)
    made, at = papers.family(room, by=owner, at=t.ago(225)), t.ago(195)
    read = [str(one.pk) for one in made.values()]
    documents.adopt(organisation=room, versions=read, effective_date=day_of(at), by=owner, at=at)
    diagnoses.diagnosis(room, by=owner, label="半年後", values={"L01": 2, "L02": 2, "L05": 2}, at=t.ago(20))
    _made_known(t, room, owner)


def _made_known(t: Teller, room: Organisation, owner: Person) -> None:
    """Read by all in two departments while the desk helped; by three of five in a third, told by the company alone."""
    for department, label, days, names in TOLD_IN_TIME:
        row, tokens = _told(t, room, owner, department, label, names, days)
        for one, token in tokens.items():
            notices.read(row.recipients.get(label=one), token=token, at=t.ago(days - 2))
        making_known.close(notice=row, by=owner, at=t.ago(188))
    row, tokens = _told(t, room, owner, "品質保証部", "品質", TOLD_SINCE, 4)
    for label, days in (("品質1", 3), ("品質2", 3), ("品質3", 1)):
        recipient = row.recipients.get(label=label)
        said = notices.right(recipient)
        said.popitem()
        notices.read(recipient, token=tokens[label], said=said if label == "品質2" else None, at=t.ago(days))


def _told(
    t: Teller, room: Organisation, owner: Person, department: str, label: str, names: Iterable[str], days: int
) -> tuple[Notice, dict[str, str]]:
    """The notice, and the tokens of its links by label."""
    listed = [Listed(f"{label}{number}", f"{name}（架空）") for number, name in enumerate(names, start=1)]
    row = notices.notice(room, by=owner, listed=tuple(listed), department=department, at=t.ago(days))
    return row, notices.links(row, by=owner, at=t.ago(days, 11))


def b_begins(t: Teller) -> None:
    """After the first visit: what a partner gets stands in the register, the papers it had are versions 0."""
    steward, room = t.cast.people["company-b"], open_room(company=t.cast.companies[1])
    diagnoses.diagnosis(room, by=steward, label="初回訪問", values={"L01": 0, "L03": 0}, at=t.ago(29))
    joint = agreements.agreement(room, name="架空大学 食品科学研究室", by=steward)
    for title, kind, origin in (
        ("添加物の配合表", What.RECIPE, Origin.OWN),
        ("試作品の安定性の記録", What.RESEARCH, Origin.JOINT),
        ("うまくいかなかった配合の記録", What.FAILURE, Origin.OWN),
        ("販売先ごとの価格表", What.PRICE, Origin.OWN),
    ):
        facts: dict[str, Any] = {"agreement": joint} if origin == Origin.JOINT else {}
        assets.asset(room, title=title, kind=kind, origin=origin, department="研究開発部", by=steward, **facts)
    for written, title, name, blocks in BROUGHT:
        had: dict[str, Any] = {"title": title, "data": papers.docx(*blocks), "name": name}
        documents.bring_along(organisation=room, kind=written, **had, by=steward, at=t.ago(25))
    rules.draft(room, start=Start.TWO, by=steward, at=t.ago(6))


def shown_to_the_adviser(t: Teller) -> None:
    """Both show the adviser parts of their rooms; the adviser has looked."""
    adviser = t.cast.people["adviser"]
    for login, number, parts in (
        ("owner-a", 0, (Part.REGISTER, Part.RULES, Part.PAPERS)),
        ("company-b", 1, tuple(Part)),
    ):
        grants.grant(
            organisation=open_room(company=t.cast.companies[number]),
            email=adviser.email,
            parts=parts,
            until_date=timezone.localdate(t.now) + timedelta(days=150),
            by=t.cast.people[login],
            at=t.ago(20),
        )
    diary.record(READ_SHOWN, open_room(company=t.cast.companies[0]), by=adviser, at=t.ago(10))


ROOMS = (a_keeps_its_secrets, b_begins, shown_to_the_adviser)
