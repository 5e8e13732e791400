"""版 — made, edited in Word, taken back, made again without losing a word, and brought into force."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.words import Origin
from madoguchi.company.documents import access, actions, files
from madoguchi.company.documents import factories as make
from madoguchi.company.documents.actions import Fate
from madoguchi.company.documents.assembling import paper_of, sections_of
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.facts import facts_of
from madoguchi.company.documents.models import Document, Interview, Posting, Version
from madoguchi.company.documents.queries import gaps_in, old_clauses, older_than, why_new
from madoguchi.company.documents.redoing import redo
from madoguchi.company.documents.text import text_of
from madoguchi.company.documents.words import Kind, Made, State
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.queries import table_of
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.papers.blocks import Heading, Table, Text
from madoguchi.foundation.papers.reading import Unreadable

KEEP = "秘密情報を、会社の許可なく他に漏らさず"


def now():
    return timezone.now()


def said(version, actor):
    return "\n".join(text_of(one) for one in files.blocks_in(version, actor=actor))


def taken_back(version, data, by):
    return actions.take_back(document=version.document, data=data, name="直した.docx", by=by, at=now())


def again(version, by, *, chosen=()):
    seen = version.document.versions.order_by("-number")[0].number
    return actions.regenerate(document=version.document, chosen=chosen, seen_number=seen, by=by, at=now())


@pytest.fixture
def joining(room, steward):
    return make.paper(room, Kind.JOINING, by=steward)


@pytest.fixture
def regulation(room, steward):
    return make.paper(room, Kind.REGULATION, by=steward)


def test_a_whole_family_comes_without_a_letter_typed(room, steward, table):
    made = actions.generate(organisation=room, by=steward, at=now())

    assert {one.fate for one in made} == {Fate.MADE}
    assert set(Document.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(Version.objects.values_list("number", "state", "made")) == {(1, State.DRAFT, Made.GENERATED)}
    assert "架空精機株式会社" in said(made[0].version, steward)


def test_the_same_facts_make_nothing_again(room, steward, table):
    kinds = (Kind.TABLE, Kind.REGISTER, Kind.POLICY)
    make.family(room, by=steward, kinds=kinds)

    again = actions.generate(organisation=room, kinds=kinds, by=steward, at=now() + timedelta(days=1))

    assert {one.fate for one in again} == {Fate.SAME}
    assert Version.objects.count() == len(kinds)


def test_before_a_handling_table_stands_its_paper_waits(room, steward):
    kinds = (Kind.TABLE, Kind.REGULATION)
    fates = {one.kind: one.fate for one in actions.generate(organisation=room, kinds=kinds, by=steward, at=now())}

    assert fates[Kind.TABLE] == Fate.WAITS
    assert fates[Kind.REGULATION] == Fate.MADE


def test_a_table_the_company_brought_along_waits_for_nothing_and_ours_beside_it_for_one_in_force(room, steward):
    brought = {"data": make.docx(Text("区分は二つ。")), "name": "運用表.docx"}
    actions.bring_along(organisation=room, kind=Kind.TABLE, **brought, by=steward, at=now())

    (outcome,) = actions.generate(organisation=room, kinds=[Kind.TABLE], by=steward, at=now())

    assert outcome.fate == Fate.BROUGHT
    with pytest.raises(Refusal, match="使っている運用表がまだない"):
        actions.generate(organisation=room, kinds=[Kind.TABLE], anew=True, by=steward, at=now())


def test_schedule_and_table_say_exactly_what_the_handling_table_says(room, steward, table):
    made = make.family(room, by=steward, kinds=(Kind.TABLE, Kind.REGULATION))
    told = table_of(room, actor=steward)

    wanted = [(row.label, *(cell.text for cell in row.cells)) for row in told.rows]
    for kind in (Kind.TABLE, Kind.REGULATION):
        tables = [one for one in files.blocks_in(made[kind], actor=steward) if isinstance(one, Table)]
        assert list(tables[0].rows) == wanted
        assert tables[0].head[1:] == tuple(one.name for one in told.levels)
        assert {row[2] for row in tables[1].rows} == {cell.text for over in told.overlays for _a, cell in over.cells}


def test_items_stand_in_the_register_alone(room, steward):
    assets.asset(room, title="研磨の条件表", by=steward, places=["第2書庫"])
    facts = facts_of(room, actor=steward, on=timezone.localdate())

    papers = {kind: "".join(map(text_of, paper_of(kind, sections_of(kind, facts)).blocks)) for kind in Kind}
    assert [kind for kind, text in papers.items() if "研磨の条件表" in text] == [Kind.REGISTER]


def test_a_change_of_the_register_or_of_an_answer_makes_new_drafts_and_says_why(room, steward):
    kinds = (Kind.REGULATION, Kind.NDA_MUTUAL, Kind.REGISTER, Kind.JOINING)
    first = make.family(room, by=steward, kinds=kinds)
    assets.asset(room, title="預かり図面", origin=Origin.ENTRUSTED, by=steward)
    actions.answer(organisation=room, by=steward, at=now(), **make.answers(oral_days=14))

    second = make.family(room, by=steward, kinds=kinds)

    assert second.keys() == set(kinds) - {Kind.JOINING}
    why = why_new(second[Kind.REGULATION], first[Kind.REGULATION])
    assert why == ["口頭で伝えた秘密を書面にする期限", "預かった情報の有無"]
    assert "１４日以内" in said(second[Kind.NDA_MUTUAL], steward)


def test_answers_are_kept_once_and_every_change_of_them_beside(room, steward):
    for days in (14, 14, 60):
        actions.answer(organisation=room, by=steward, at=now(), **make.answers(oral_days=days))

    assert list(Interview.objects.order_by("pk").values_list("oral_days", flat=True)) == [14, 60]


def test_every_version_comes_back_byte_by_byte(room, steward, joining):
    data = make.edited(joining, by=steward, old=KEEP, new="秘密情報を、だれにも漏らさず")
    first = files.opened(joining, actor=steward)
    second = taken_back(joining, data, steward)

    assert files.opened(joining, actor=steward) == first
    assert files.opened(second, actor=steward) == data
    assert files.sha256(data) == second.sha256
    assert (second.number, second.made, second.clauses) == (2, Made.TAKEN_BACK, [])


def test_what_is_no_word_file_or_no_change_is_refused(steward, joining):
    with pytest.raises(Unreadable):
        taken_back(joining, b"PK no", steward)
    with pytest.raises(Refusal, match="同じファイル"):
        taken_back(joining, files.opened(joining, actor=steward), steward)
    assert Version.objects.count() == 1


def test_an_edit_of_the_company_survives_making_again(room, steward, joining):
    own = "秘密情報を、家族にも漏らさず"
    taken_back(joining, make.edited(joining, by=steward, old=KEEP, new=own), steward)
    rules.table(room, by=steward)  # four levels now: another clause has news

    made = again(joining, steward)

    assert own in said(made, steward)
    assert "「極秘」" in said(made, steward)
    assert [one[0] for one in made.clauses if one[4]] == ["keep"]
    assert again(joining, steward) is None


def test_our_new_words_come_where_they_are_chosen(room, steward, joining):
    taken_back(joining, make.edited(joining, by=steward, old=KEEP, new="秘密情報を、家族にも漏らさず"), steward)

    assert again(joining, steward) is None
    made = again(joining, steward, chosen=["keep"])

    assert said(made, steward) == said(joining, steward)


def test_the_family_leaves_the_company_s_own_words_alone(room, steward, joining):
    taken_back(joining, make.edited(joining, by=steward, old=KEEP, new="秘密情報を、家族にも漏らさず"), steward)
    rules.table(room, by=steward)

    (outcome,) = actions.generate(organisation=room, kinds=[Kind.JOINING], by=steward, at=now())

    assert outcome.fate == Fate.OWN


def test_an_article_put_in_by_the_company_stays_and_the_numbers_follow(room, steward, regulation):
    blocks = list(files.blocks_in(regulation, actor=steward))
    place = next(i for i, one in enumerate(blocks) if one.text.startswith("第４条（"))
    moved = [Heading("第４条（社長の方針）", 2), Text("第３条の言葉を大切にする。"), *blocks[place:]]
    number = 4
    for i, one in enumerate(moved[1:], start=1):
        if isinstance(one, Heading) and one.text.startswith("第"):
            number += 1
            wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            moved[i] = Heading(f"第{wide}条{one.text.partition('条')[2]}", 2)
    taken_back(regulation, make.docx(*blocks[:place], *moved), steward)
    rules.table(room, by=steward)

    text = said(again(regulation, steward), steward)

    assert "第４条（社長の方針）\n第３条の言葉を大切にする。" in text
    assert "第２１条（通報及び労働者の権利）" in text
    assert "第７条により秘密として指定されたもの" in text  # the reference of 定義 follows
    assert "「極秘」" in text
    assert again(regulation, steward) is None


def test_a_clause_the_company_struck_out_stays_out_and_is_referred_to_by_name(room, steward):
    nda = make.paper(room, Kind.NDA_ONE_WAY, by=steward)
    held = files.blocks_in(nda, actor=steward)
    start = next(i for i, one in enumerate(held) if getattr(one, "text", "").endswith("条（権利）"))
    taken_back(nda, make.docx(*held[:start], *held[start + 4 :]), steward)
    actions.answer(organisation=room, by=steward, at=now(), **make.answers(nda_years=5))

    text = said(again(nda, steward), steward)

    assert "条（権利）" not in text
    assert "「権利」の定め" in text
    assert "５年間効力を有する" in text


def test_who_made_again_meanwhile_is_met(steward, joining):
    with pytest.raises(Conflict):
        actions.regenerate(document=joining.document, chosen=["keep"], seen_number=7, by=steward, at=now())


def test_making_again_says_which_fact_changed(room, steward, joining):
    rules.table(room, by=steward)
    found = redo(joining.document, actor=steward, on=timezone.localdate())

    assert {one.code: found.why(one) for one in found.parts if one.has_news} == {"levels": ["秘密区分"]}


def test_what_the_company_had_comes_in_as_version_nought_and_is_not_rewritten(room, steward):
    data = make.docx(Heading("第１条（目的）"), Text("秘密を守る。"))
    kept = {"organisation": room, "kind": Kind.REGULATION, "data": data, "name": "規程.docx", "by": steward}
    own = actions.bring_along(**kept, title="情報管理規程", at=now())

    assert make.family(room, by=steward, kinds=(Kind.REGULATION,)) == {}
    assert (own.number, own.document.title) == (0, "情報管理規程")
    gaps = gaps_in(files.blocks_in(own, actor=steward), Kind.REGULATION)
    assert "目的" not in gaps
    assert {"退職者等", "事故の報告"} <= set(gaps)
    with pytest.raises(Refusal, match="第0版"):
        actions.bring_along(**kept, at=now())

    (beside,) = actions.generate(organisation=room, kinds=[Kind.REGULATION], anew=True, by=steward, at=now())
    assert beside.version.number == 1
    assert files.opened(own, actor=steward) == data
    with pytest.raises(Refusal, match="いまの材料で作り直してください"):
        actions.generate(organisation=room, kinds=[Kind.REGULATION], anew=True, by=steward, at=now())


def test_a_paper_that_was_never_made_from_our_words_may_be(steward, principal, joining):
    assert [one.code for one in access.deeds(steward, joining.document, has_generated=True)] == [
        "regenerate",
        "take_back",
    ]
    assert access.deeds(steward, joining.document, has_generated=False)[0].code == "generate_one"


def test_a_version_goes_from_draft_into_force_and_the_one_before_is_superseded(room, principal, joining):
    first = make.in_force(joining, by=principal)
    second = taken_back(joining, make.edited(joining, by=principal, old=KEEP, new="秘密を漏らさず"), principal)
    make.in_force(second, by=principal)

    assert list(Version.objects.order_by("number").values_list("state", flat=True)) == ["superseded", "in-force"]
    first.refresh_from_db()
    assert first.approved_by == principal
    assert [one.version_id for one in Posting.objects.all()] == [second.pk]


def test_only_the_principal_approves_and_no_state_is_skipped(steward, principal, joining):
    for action, extra in ((actions.approve, {}), (actions.put_in_force, {"effective_date": timezone.localdate()})):
        with pytest.raises(Refusal):
            action(version=joining, by=principal, at=now(), **extra)
    actions.review(version=joining, by=steward, at=now())
    with pytest.raises(PermissionDenied):
        actions.approve(version=joining, by=steward, at=now())
    actions.approve(version=joining, by=principal, at=now())
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refusal, match="施行日"):
        actions.put_in_force(version=joining, effective_date=tomorrow, by=steward, at=now())


def test_a_version_older_than_the_one_in_force_goes_no_further(room, principal, joining):
    newer = taken_back(joining, make.edited(joining, by=principal, old=KEEP, new="秘密を漏らさず"), principal)
    make.in_force(newer, by=principal)

    joining.refresh_from_db()
    assert joining.state == State.SUPERSEDED
    assert access.version_deeds(principal, joining, in_force=newer.number) == []
    with pytest.raises(Refusal):
        actions.review(version=joining, by=principal, at=now())


@pytest.mark.parametrize("state", State)
def test_the_deeds_offered_are_those_that_succeed(principal, joining, state):
    approved = {"approved_by": principal, "approved_at": now(), "effective_date": timezone.localdate()}
    Version.objects.update(state=state, **approved)
    row = Version.objects.select_related("document").get()
    offered = {one.code for one in access.version_deeds(principal, row, in_force=None)}

    for action, extra in (
        (actions.review, {}),
        (actions.approve, {}),
        (actions.put_in_force, {"effective_date": timezone.localdate()}),
    ):
        try:
            action(version=row, by=principal, at=now(), **extra)
            did = True
        except Refusal:
            did = False
        assert did == (action.__name__ in offered), action.__name__
        Version.objects.update(state=state)
        Posting.objects.all().delete()


def test_clauses_by_an_older_rule_are_listed(room, steward, joining):
    codes = {one.code: one for one in outline_of(Kind.JOINING).clauses}
    old = [[code, "2003-01-30" if code == "levels" else day, *rest] for code, day, *rest in joining.clauses]
    Version.objects.update(clauses=old)
    joining.refresh_from_db()

    assert [one.source for one in old_clauses(joining)] == [codes["levels"].source]
    assert list(older_than("2004-01-01")) == [(room.pk, "joining", 1, ["levels"])]
    (outcome,) = actions.generate(organisation=room, kinds=[Kind.JOINING], by=steward, at=now())
    assert outcome.version.number == 2
    assert list(older_than("2004-01-01")) == []


def test_one_line_of_the_diary_a_deed_and_no_content_in_it(room, steward):
    before = Line.objects.count()
    make.family(room, by=steward, kinds=(Kind.POLICY, Kind.LEAVING))

    (line,) = Line.objects.order_by("pk")[before:]
    assert (line.deed, line.by) == ("documents.generate", str(steward.pk))
