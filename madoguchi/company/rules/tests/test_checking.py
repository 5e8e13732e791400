"""運用表の点検 — a starting table has nothing wrong with it; each gap and contradiction is told with its way out."""

import pytest

from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.words import Origin
from madoguchi.company.rules import checking, impact, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.checking import Alert
from madoguchi.company.rules.words import TOUCHES, Action, Overlay, Start


def found(row, by):
    groups = checking.groups(queries.read(row), actor=by, known=impact.touched(row, actor=by))
    return {group.alert: [one.what for one in group.findings] for group in groups}


@pytest.mark.parametrize("start", Start)
def test_a_starting_table_has_nothing_wrong_with_it(room, steward, start):
    assets.asset(room, origin=Origin.ENTRUSTED, is_personal=True, by=steward)

    assert found(make.draft(room, by=steward, start=start), steward) == {}


@pytest.mark.parametrize(
    ("action", "said", "alert", "what"),
    [
        (Action.COPY, {"secret": ()}, Alert.EMPTY, "印刷・複写：秘"),
        (Action.AI, {"secret": ()}, Alert.AI, "生成AI：秘"),
        (Action.WHO, {"secret": ("who-need",)}, Alert.OWNER, "秘"),
        (Action.AI, {"inside": ("ai-never",)}, Alert.REVERSED, "生成AI：「社外秘」が「秘」より厳しい"),
        (Action.AI, {"entrusted": ("ai-free",)}, Alert.WEAK, "生成AI：預かった情報"),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_told(room, steward, draft, action, said, alert, what):
    make.say(draft, action, by=steward, **said)

    assert found(draft, steward) == {alert: [what]}


def test_a_sentence_of_one_s_own_is_not_judged(room, steward, draft):
    make.say(draft, Action.AI, by=steward, inside=("ai-never",), secret="部長が許したときだけ入れてよい。")
    make.say(draft, Action.WHO, by=steward, secret="製造部長が決めた人だけが見てよい。")

    assert found(draft, steward) == {}


@pytest.mark.parametrize(
    ("overlay", "facts"),
    [
        (Overlay.ENTRUSTED, {"origin": Origin.ENTRUSTED}),
        (Overlay.PERSONAL, {"is_personal": True}),
        (Overlay.EXPORT, {"is_export_controlled": True}),
        (Overlay.LIMITED, {"is_limited_data": True}),
    ],
)
def test_what_lies_in_the_register_needs_its_overlay(room, steward, draft, overlay, facts):
    draft.cells.filter(overlay=overlay).delete()
    assert found(draft, steward) == {}

    assets.asset(room, by=steward, **facts)

    assert found(draft, steward) == {Alert.UNCOVERED: [f"{overlay.label}：1件"]}


def test_items_at_a_level_the_table_does_not_have_are_told_by_its_name(room, steward, draft):
    assets.asset(room, level="other", by=steward)

    assert found(draft, steward) == {Alert.LOST: ["それ以外：1件"]}


def test_it_is_said_beforehand_what_a_new_table_touches(room, steward, draft, monkeypatch):
    assets.asset(room, level="other", holders=["製造部長", "製造課"], by=steward)
    assets.asset(room, level="other", holders=["製造部長"], by=steward)
    monkeypatch.setattr(impact, "TOUCHES", [*TOUCHES, lambda actor, room, level: ("誓約書", 3)])

    secret, other = impact.touched(draft, actor=steward)

    assert (secret.name, secret.items, secret.people, secret.stays) == ("秘", 0, 0, True)
    assert (other.name, other.items, other.people, other.stays) == ("それ以外", 2, 2, False)
    assert other.papers[-1] == ("誓約書", 3)
