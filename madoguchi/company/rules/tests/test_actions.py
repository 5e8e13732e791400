"""運用表の変更 — begun complete, written row by row, brought into force with its levels, and never edited then."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.rules import actions, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.actions import Wording
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.words import Action, Start
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def say(row, action, said, by, seen=None):
    actions.say(table=row, action=action, said=said, seen=seen, by=by, at=timezone.now())


def names(room, day=None):
    return [one.name for one in levels_of(room, day or today())]


def test_a_table_is_in_force_in_one_sitting_and_its_levels_with_it(room, steward):
    row = make.table(room, by=steward)

    said = queries.table_of(room, actor=steward)

    assert (said.pk, said.number, said.from_date) == (row.pk, 1, today())
    assert [one.name for one in said.levels] == names(room) == ["極秘", "秘", "社外秘", "公開"]
    assert all(cell for line in said.rows for cell in line.cells)
    assert said.sentence_for("top", Action.AI) == "生成AIに入れない。"


def test_until_its_day_the_one_before_holds(room, steward, table):
    following = make.table(room, by=steward, from_date=today() + 9 * DAY)

    assert queries.table_of(room, actor=steward).pk == table.pk
    assert queries.table_of(room, actor=steward, on=today() + 9 * DAY).pk == following.pk
    assert queries.table_of(room, actor=steward, on=today() + 8 * DAY).pk == table.pk


def test_nothing_in_force_is_written_and_a_draft_from_it_leaves_it_alone(room, steward, table):
    with pytest.raises(Refusal, match="写しを作って"):
        say(table, Action.AI, {"secret": Wording(("ai-never",))}, steward)

    copy = actions.revise(table=table, by=steward, at=timezone.now())
    say(copy, Action.AI, {"secret": Wording(("ai-never",))}, steward)

    assert queries.table_of(room, actor=steward).sentence_for("secret", Action.AI) != "生成AIに入れない。"
    assert queries.read(copy).sentence_for("secret", Action.AI) == "生成AIに入れない。"
    assert (copy.number, copy.earlier) == (2, table)


def test_a_new_version_of_the_same_day_takes_the_place_of_the_one_before(room, steward, table):
    copy = actions.revise(table=table, by=steward, at=timezone.now())
    actions.bring_into_force(table=copy, from_date=today(), by=steward, at=timezone.now())

    assert queries.table_of(room, actor=steward).pk == copy.pk
    assert HandlingTable.objects.on(today()).count() == 1
    assert names(room) == ["極秘", "秘", "社外秘", "公開"]


def test_there_is_one_draft_at_a_time(room, steward, draft):
    with pytest.raises(actions.AlreadyDrafted):
        make.draft(room, by=steward)


def test_a_row_takes_one_way_and_only_what_fits_it(room, steward, draft):
    for wrong in (("ai-never", "ai-free"), ("take-never",), ("no-such-code",)):
        with pytest.raises(Refusal, match="一つと"):
            say(draft, Action.AI, {"secret": Wording(wrong)}, steward)
    with pytest.raises(Refusal, match="120字"):
        say(draft, Action.AI, {"secret": Wording(free="あ" * 121)}, steward)
    with pytest.raises(Refusal, match="この表にありません"):
        say(draft, Action.AI, {"nowhere": Wording(("ai-never",))}, steward)


def test_who_saves_second_is_told_and_overwrites_nothing(room, steward, draft):
    say(draft, Action.AI, {"secret": Wording(("ai-never",))}, steward, seen=0)

    with pytest.raises(actions.WrittenMeanwhile):
        say(draft, Action.AI, {"secret": Wording(("ai-free",))}, steward, seen=0)
    say(draft, Action.COPY, {"secret": Wording(("copy-never",))}, steward, seen=0)

    assert queries.read(draft).sentence_for("secret", Action.AI) == "生成AIに入れない。"


def test_a_table_with_an_empty_cell_does_not_come_into_force(room, steward, draft):
    say(draft, Action.AI, {"secret": Wording()}, steward)

    with pytest.raises(Refusal, match="欄が1あります"):
        actions.bring_into_force(table=draft, from_date=today(), by=steward, at=timezone.now())
    say(draft, Action.AI, {"secret": Wording(free="部長に尋ねる。")}, steward)
    actions.bring_into_force(table=draft, from_date=today(), by=steward, at=timezone.now())

    assert queries.table_of(room, actor=steward).sentence_for("secret", Action.AI) == "部長に尋ねる。"


def test_items_of_a_level_that_is_no_more_go_where_somebody_says(room, steward, draft):
    item, kept = assets.asset(room, level="other", by=steward), assets.asset(room, level="secret", by=steward)

    with pytest.raises(actions.LevelLeft):
        actions.bring_into_force(table=draft, from_date=today(), by=steward, at=timezone.now())
    with pytest.raises(actions.LevelLeft):
        make_move(draft, {"other": "no-such-level"}, steward)
    make_move(draft, {"other": "inside"}, steward)

    item.refresh_from_db()
    kept.refresh_from_db()
    assert (item.level, kept.level) == ("inside", "secret")
    assert item.changes.get(deed="correct").changes == [["level", "それ以外", "社外秘"]]
    assert not kept.changes.exists()
    assert Line.objects.filter(stream=room.audit_stream(), deed="assets.move_levels").count() == 1


def make_move(row, moves, by):
    actions.bring_into_force(table=row, from_date=today(), moves=moves, by=by, at=timezone.now())


@pytest.mark.parametrize("late", [-1, 1])
def test_a_day_gone_by_is_refused_and_one_to_come_where_a_level_ends(room, steward, draft, late):
    with pytest.raises(actions.NotThatDay):
        actions.bring_into_force(table=draft, from_date=today() + late * DAY, by=steward, at=timezone.now())


def test_before_its_day_a_table_is_taken_back_and_the_one_before_goes_on(room, steward, table):
    following = make.table(room, by=steward, from_date=today() + 9 * DAY)

    actions.recall(table=following, by=steward, at=timezone.now())

    following.refresh_from_db()
    assert following.is_draft
    assert queries.table_of(room, actor=steward, on=today() + 9 * DAY).pk == table.pk
    assert names(room, today() + 9 * DAY) == ["極秘", "秘", "社外秘", "公開"]
    with pytest.raises(Refusal, match="もう使い始めています"):
        actions.recall(table=table, by=steward, at=timezone.now())


def test_a_second_table_to_come_waits_for_the_first_to_be_taken_back(room, steward, table):
    make.table(room, by=steward, from_date=today() + 9 * DAY)

    with pytest.raises(Refusal, match="もう決まっています"):
        make.table(room, by=steward)


def test_a_level_takes_another_name_and_no_two_the_same(room, steward, draft):
    actions.name_levels(table=draft, names={"top": " 厳秘 "}, by=steward, at=timezone.now())
    with pytest.raises(Refusal, match="違う名前"):
        actions.name_levels(table=draft, names={"secret": "厳秘"}, by=steward, at=timezone.now())
    actions.bring_into_force(table=draft, from_date=today(), by=steward, at=timezone.now())

    assert names(room)[0] == "厳秘"


def test_a_draft_that_is_discarded_leaves_its_number(room, steward, draft):
    actions.discard(table=draft, by=steward, at=timezone.now())

    assert make.draft(room, by=steward, start=Start.TWO).number == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.EMPLOYEE])
def test_who_does_not_run_the_company_changes_nothing(room, steward, draft, role):
    person = people.member(role, room)
    for deed in (
        lambda: make.draft(room, by=person),
        lambda: say(draft, Action.AI, {"secret": Wording(("ai-never",))}, person),
        lambda: actions.bring_into_force(table=draft, from_date=today(), by=person, at=timezone.now()),
        lambda: actions.discard(table=draft, by=person, at=timezone.now()),
    ):
        with pytest.raises(PermissionDenied):
            deed()
