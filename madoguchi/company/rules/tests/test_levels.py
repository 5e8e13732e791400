"""区分を変える — added, named, put in order and removed in a draft; what is in force stays until the draft is."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis.extra.django import TestCase

from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.companies import factories as companies
from madoguchi.company.rules import access, actions, checking, impact, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.actions import LevelLeft, Wording
from madoguchi.company.rules.checking import Alert
from madoguchi.company.rules.tests.any_levels import CHANGES, assert_sound, change, codes
from madoguchi.company.rules.words import Action, Start
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal


def stamp(by):
    return {"by": by, "at": timezone.now()}


def add(row, by, name="部外秘", above="secret"):
    return actions.add_level(table=row, name=name, above=above, **stamp(by))


def remove(row, by, level="inside", to=""):
    actions.remove_level(table=row, level=level, to=to, **stamp(by))


def bring(row, by, **more):
    actions.bring_into_force(table=row, from_date=timezone.localdate(), **more, **stamp(by))


def names(row):
    return [one.name for one in queries.read(row).levels]


def said_at(row, code):
    table = queries.read(row)
    return [table.sentence_for(code, action) for action in Action]


def test_an_added_level_says_what_its_stricter_neighbour_says_and_the_check_tells_so(room, steward, draft):
    made = add(draft, steward)

    assert names(draft) == ["極秘", "秘", "部外秘", "社外秘", "公開"]
    assert said_at(draft, made.code) == said_at(draft, "secret")
    groups = checking.groups(queries.read(draft), actor=steward)
    assert {group.alert: [one.what for one in group.findings] for group in groups} == {
        Alert.ALIKE: ["「秘」と「部外秘」"]
    }


def test_on_top_it_begins_with_what_the_highest_says(room, steward, draft):
    made = add(draft, steward, name="厳秘", above="")

    assert names(draft)[0] == "厳秘"
    assert said_at(draft, made.code) == said_at(draft, "top")


def test_an_added_level_becomes_one_of_the_register_with_its_table(room, steward, draft):
    made = add(draft, steward)
    make.say(draft, Action.AI, by=steward, **{made.code: ("ai-never",)})
    assert "部外秘" not in [one.name for one in levels_of(room, timezone.localdate())]

    bring(draft, steward)

    assert [one.code for one in levels_of(room, timezone.localdate())] == codes(draft)
    assert assets.asset(room, level=made.code, by=steward).level == made.code


@pytest.mark.parametrize("name", ["㊙", " 秘 ", "社 外 秘", "", "★", "あ" * 21])
def test_a_name_is_short_and_reads_like_no_other(room, steward, draft, name):
    kept = names(draft)
    with pytest.raises(Refusal) as added:
        add(draft, steward, name=name)
    with pytest.raises(Refusal) as named:
        actions.name_levels(table=draft, names={"top": name}, **stamp(steward))

    assert (added.value.field, named.value.field) == ("name", "top")
    assert names(draft) == kept


def test_there_are_five_at_most(room, steward, draft):
    add(draft, steward)
    with pytest.raises(Refusal, match="5つまで"):
        add(draft, steward, name="部内限り")


def test_one_secret_level_is_left(room, steward):
    row = make.draft(room, start=Start.TWO, by=steward)

    with pytest.raises(Refusal, match="秘密にする区分"):
        remove(row, steward, level="secret", to="other")
    remove(row, steward, level="other")

    assert names(row) == ["秘"]
    bring(row, steward)
    assert [one.name for one in levels_of(room, timezone.localdate())] == ["秘"]


def test_a_table_in_which_everything_is_open_is_told_and_does_not_come_into_force(room, steward):
    row = make.draft(room, start=Start.TWO, by=steward)
    make.say(row, Action.WHO, by=steward, secret=("who-anyone",))

    assert Alert.SECRET in [group.alert for group in checking.groups(queries.read(row), actor=steward)]
    with pytest.raises(Refusal, match="秘密にする区分"):
        bring(row, steward)


def test_a_level_is_raised_and_lowered_by_one_with_its_rules(room, steward, draft):
    said = said_at(draft, "inside")

    actions.raise_level(table=draft, level="inside", **stamp(steward))
    assert names(draft) == ["極秘", "社外秘", "秘", "公開"]
    assert said_at(draft, "inside") == said
    assert Alert.REVERSED in [group.alert for group in checking.groups(queries.read(draft), actor=steward)]

    actions.lower_level(table=draft, level="inside", **stamp(steward))
    assert names(draft) == ["極秘", "秘", "社外秘", "公開"]
    for deed, level in ((actions.raise_level, "top"), (actions.lower_level, "open")):
        with pytest.raises(Refusal, match="動かせません"):
            deed(table=draft, level=level, **stamp(steward))


def test_where_items_go_is_asked_kept_and_done_when_the_draft_comes_into_force(room, steward, table):
    item = assets.asset(room, level="inside", by=steward)
    row = actions.revise(table=table, **stamp(steward))
    for wrong in ("", "inside", "no-such-level"):
        with pytest.raises(LevelLeft):
            remove(row, steward, to=wrong)

    remove(row, steward, to="secret")
    item.refresh_from_db()
    assert item.level == "inside"
    assert [one.name for one in levels_of(room, timezone.localdate())] == ["極秘", "秘", "社外秘", "公開"]
    gone = next(one for one in impact.touched(row, actor=steward) if not one.stays)
    assert (gone.name, gone.items, gone.to_name) == ("社外秘", 1, "秘")
    assert not checking.groups(queries.read(row), actor=steward, known=impact.touched(row, actor=steward))

    bring(row, steward)
    item.refresh_from_db()
    assert item.level == "secret"


def test_items_on_their_way_go_on_when_the_level_they_were_to_go_to_is_removed_as_well(room, steward, table):
    item = assets.asset(room, level="inside", by=steward)
    row = actions.revise(table=table, **stamp(steward))
    remove(row, steward, to="secret")
    with pytest.raises(LevelLeft):
        remove(row, steward, level="secret")

    remove(row, steward, level="secret", to="top")
    bring(row, steward)

    item.refresh_from_db()
    assert item.level == "top"


def test_a_way_that_no_item_goes_any_more_ends_with_the_level_it_led_to(room, steward, table):
    item = assets.asset(room, level="inside", by=steward)
    row = actions.revise(table=table, **stamp(steward))
    remove(row, steward, to="secret")
    type(item).objects.filter(pk=item.pk).update(level="top")

    remove(row, steward, level="secret")

    assert not row.moves.exists()
    bring(row, steward)


def test_what_was_chosen_may_be_chosen_otherwise_at_the_end(room, steward, table):
    item = assets.asset(room, level="inside", by=steward)
    row = actions.revise(table=table, **stamp(steward))
    remove(row, steward, to="secret")

    bring(row, steward, moves={"inside": "top"})

    item.refresh_from_db()
    assert item.level == "top"


def test_a_level_that_comes_back_under_its_name_keeps_its_items(room, steward, table):
    item = assets.asset(room, level="inside", by=steward)
    row = actions.revise(table=table, **stamp(steward))
    remove(row, steward, to="secret")
    assert add(row, steward, name="社外秘").code == "inside"

    bring(row, steward)

    item.refresh_from_db()
    assert item.level == "inside"
    assert not item.changes.exists()


def test_a_code_never_means_another_level_again(room, steward, draft):
    first = add(draft, steward)
    bring(draft, steward)
    second = actions.revise(table=draft, **stamp(steward))
    remove(second, steward, level=first.code)
    bring(second, steward)
    third = actions.revise(table=second, **stamp(steward))

    assert add(third, steward, name="部内限り").code != first.code


def test_who_had_a_row_open_meets_the_levels_that_changed_before_saving(room, steward, draft):
    for deed in (lambda: add(draft, steward), lambda: remove(draft, steward)):
        seen = queries.version_of(draft, Action.AI)
        deed()
        said = {"secret": Wording(("ai-free",))}
        with pytest.raises(actions.WrittenMeanwhile):
            actions.say(table=draft, action=Action.AI, said=said, seen=seen, **stamp(steward))


def test_nothing_in_force_is_changed_and_only_by_who_runs_the_company(room, steward, table):
    head = people.member(Role.HEAD, room)
    row = make.draft(room, by=steward)
    for table_, by, error in ((table, steward, Refusal), (row, head, PermissionDenied)):
        for deed in (
            lambda table_=table_, by=by: add(table_, by),
            lambda table_=table_, by=by: remove(table_, by),
            lambda table_=table_, by=by: actions.raise_level(table=table_, level="inside", **stamp(by)),
            lambda table_=table_, by=by: actions.lower_level(table=table_, level="inside", **stamp(by)),
        ):
            with pytest.raises(error):
                deed()


@pytest.mark.parametrize("start", [*Start, "one", "five"])
def test_each_deed_on_a_level_that_is_offered_succeeds_and_each_other_is_refused(room, steward, start):
    row = make.draft(room, start=start if start in Start.values else Start.TWO, by=steward)
    if start == "one":
        remove(row, steward, level="other")
    if start == "five":
        for number in range(3):
            add(row, steward, name=f"秘{number}")
    table, head = queries.read(row), people.member(Role.HEAD, room)
    order, secret = codes(row), {one.code for one in table.secret}
    for actor in (steward, head):
        offered = {one.code for one in access.levels_deeds(actor, row, len(order))}
        assert ("add_level" in offered) == succeeds(lambda actor=actor: add(row, actor, name="新", above=""))
        for code in order:
            offered = {one.code for one in access.level_deeds(actor, row, code, order=order, secret=secret)}
            assert {name for name, deed in tried(row, code, actor).items() if succeeds(deed)} == offered, code


def tried(row, code, actor):
    return {
        "raise_level": lambda: actions.raise_level(table=row, level=code, **stamp(actor)),
        "lower_level": lambda: actions.lower_level(table=row, level=code, **stamp(actor)),
        "remove_level": lambda: actions.remove_level(table=row, level=code, **stamp(actor)),
    }


def succeeds(deed):
    try:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except (PermissionDenied, Refusal):
        return False
    return True


@pytest.mark.thorough
class AnyLevels(TestCase):
    @hypothesis_settings(max_examples=12, deadline=None)
    @given(CHANGES)
    def test_in_whatever_order_levels_are_changed_the_table_is_sound_and_items_arrive(self, changes):
        room = companies.room_of(companies.company())
        steward = people.member(Role.STEWARD, room)
        before = make.table(room, by=steward, at=timezone.now() - timedelta(9))
        items = [assets.asset(room, level=code, by=steward) for code in codes(before)]
        row = actions.revise(table=before, **stamp(steward))

        change(row, changes, by=steward)
        assert_sound(row)
        assert names(before) == ["極秘", "秘", "社外秘", "公開"]
        expected = {item.pk: row.moves.filter(level=item.level).values_list("to", flat=True).first() for item in items}
        bring(row, steward)

        assert [one.code for one in levels_of(room, timezone.localdate())] == codes(row)
        for item in items:
            stood = item.level
            item.refresh_from_db()
            assert item.level == (expected[item.pk] or stood)
            assert item.level in codes(row)
