"""自社の部屋 — A社 keeps its secrets by itself, every paper in force; B社 begins, with a draft it had before."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.words import Kind as What
from madoguchi.company.assets.words import Origin
from madoguchi.company.companies.actions import open_room
from madoguchi.company.diagnosis import factories as diagnoses
from madoguchi.company.documents import actions as documents
from madoguchi.company.documents import factories as papers
from madoguchi.company.documents.words import Kind
from madoguchi.company.grants import actions as grants
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.queries import READ_SHOWN
from madoguchi.company.notices import factories as notices
from madoguchi.company.notices.words import Listed
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.words import Start
from madoguchi.config.demo.teller import Teller
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.papers.blocks import Heading, Text, Title

MADE_KNOWN_TO = ("明野 北斗", "明野 昴", "明野 銀河", "明野 彗", "明野 星羅")
KEPT = (
    ("対物レンズの研磨条件表", "製造部", What.PROCESS, "top", ("共有フォルダー",)),
    ("鏡筒の組立図", "設計部", What.DRAWING, "secret", ("共有フォルダー", "設計棚2")),
    ("検査の合格基準書", "品質保証部", What.QUALITY, "secret", ("共有フォルダー",)),
    ("見積りの原価表", "営業部", What.PRICE, "secret", ("共有フォルダー",)),
    ("組立工場の区画図", "製造部", What.DRAWING, "inside", ("製造課の書庫",)),
    ("協力工場への発注仕様書", "調達部", What.ORDERSPEC, "secret", ("共有フォルダー",)),
)
IN_FORCE = (
    *(Kind.POLICY, Kind.REGULATION, Kind.TABLE, Kind.WORK_RULES, Kind.ANNOUNCEMENT),
    *(Kind.JOINING, Kind.LEAVING, Kind.NDA_MUTUAL, Kind.LEAVER_LIST),
)
BROUGHT = (
    Title("秘密保持の覚書（たたき台・架空）"),
    Heading("第１条（目的）", 2),
    Text("共同で研究する添加物の試作に必要な情報を、互いに渡すときの約束を定める。"),
    Heading("第２条（秘密の情報）", 2),
    Text("互いに渡す資料のうち「秘」と書いたものを、秘密の情報とする。"),
    Heading("第３条（守ること）", 2),
    Text("受け取った資料は、この研究のほかに使わず、研究に関わる者のほかに見せない。"),
)


def a_keeps_its_secrets(t: Teller) -> None:
    """Register, levels, the whole family of papers with what was read in force, made known in one department first."""
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
    made = papers.family(room, by=owner, at=t.ago(225))
    read, at = [str(made[kind].pk) for kind in IN_FORCE], t.ago(195)
    documents.adopt(organisation=room, versions=read, effective_date=day_of(at), by=owner, at=at)
    diagnoses.diagnosis(room, by=owner, label="半年後", values={"L01": 2, "L02": 2, "L05": 2}, at=t.ago(20))
    _made_known(t, room, owner)


def _made_known(t: Teller, room: Organisation, owner: Person) -> None:
    """Of five people of the design department three have read it, one after a wrong answer."""
    listed = [Listed(f"設計{number}", f"{name}（架空）") for number, name in enumerate(MADE_KNOWN_TO, start=1)]
    row = notices.notice(room, by=owner, listed=tuple(listed), department="設計部", at=t.ago(4))
    tokens = notices.links(row, by=owner, at=t.ago(4, 11))
    for label, days, is_slip in (("設計1", 3, False), ("設計2", 3, True), ("設計3", 1, False)):
        recipient = row.recipients.get(label=label)
        said = notices.right(recipient) if is_slip else None
        if said:
            said.popitem()
        notices.read(recipient, token=tokens[label], said=said, at=t.ago(days))


def b_begins(t: Teller) -> None:
    """After the first visit: what a partner gets stands in the register, the draft it had is version 0."""
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
    data, name = papers.docx(*BROUGHT), "覚書（たたき台・架空）.docx"
    documents.bring_along(
        organisation=room, kind=Kind.NDA_MUTUAL, title="共同研究の覚書", data=data, name=name, by=steward, at=t.ago(25)
    )
    rules.draft(room, start=Start.TWO, by=steward, at=t.ago(6))


def shown_to_the_adviser(t: Teller) -> None:
    """Both show the adviser parts of their rooms; the adviser has looked."""
    adviser = t.cast.people["adviser"]
    for login, number, parts in (
        ("owner-a", 0, (Part.REGISTER, Part.RULES, Part.PAPERS)),
        ("company-b", 1, (Part.DIAGNOSIS, Part.REGISTER, Part.RULES)),
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
