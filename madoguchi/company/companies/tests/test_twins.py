"""同じ企業かもしれない — which pairs are proposed, why, in what order, and to whom."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.company.companies import actions, alike, twins
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Acquaintance, Arrival, Company
from madoguchi.company.companies.twins import Likeness
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people

NUMBER, OTHER_NUMBER = "7123456789012", "4011001098993"
NOW = timezone.now()


@pytest.fixture
def centre(db):
    return people.office()


@pytest.fixture
def window(db):
    return people.office(code="23")


@pytest.fixture
def manager(centre):
    return people.member(Role.MANAGER, centre)


def pairs(actor, **asked):
    return twins.proposed(actor=type(actor).objects.get(pk=actor.pk), **asked).pairs


def likeness(one, other, actor):
    return twins.likeness_of(one.pk, other.pk, actor=actor)


def two(centre, first, second, **described):
    places = described.pop("places", ("23", "23"))
    numbers = described.pop("numbers", (None, None))
    return [
        make.company(name=name, office=centre, prefecture=place, corporate_number=number)
        for name, place, number in zip((first, second), places, numbers, strict=True)
    ]


ALIKE = [
    ("株式会社さくら精機", "㈱サクラ精機", ("23", "23"), (NUMBER, None), Likeness.NUMBER_MISSING),
    ("株式会社さくら精機", "（株）さくら 精機", ("23", "23"), (None, None), Likeness.SAME),
    ("株式会社齋藤工業", "株式会社斎藤工業", ("23", "23"), (None, None), Likeness.SAME),
    ("株式会社さくら精機", "株式会社さくら精機", ("23", ""), (NUMBER, None), Likeness.PLACE_UNKNOWN),
    ("株式会社さくら精機", "さくら精機", ("23", "23"), (None, None), Likeness.FORM_MISSING),
    ("株式会社さくら精機", "さくら精機株式会社", ("23", "23"), (None, None), Likeness.FORM_PLACE),
    ("株式会社サクラー", "株式会社サクラ", ("23", "23"), (None, None), Likeness.LONG_VOWEL),
    ("株式会社キャノン", "株式会社キヤノン", ("23", "23"), (None, None), Likeness.LONG_VOWEL),
    ("株式会社さくら精機", "株式会社さくろ精機", ("23", "23"), (None, None), Likeness.ONE_LETTER),
    ("株式会社さくら精密化学", "株式会社さくら精化学", ("23", "23"), (None, None), Likeness.ONE_LETTER),
    ("株式会社さくら精機", "株式会社さくら精機", ("23", "13"), (None, None), Likeness.ELSEWHERE),
    ("有限会社さくら精機", "株式会社さくら精機", ("23", "23"), (None, None), Likeness.OTHER_FORM),
]


@pytest.mark.parametrize(("first", "second", "places", "numbers", "why"), ALIKE)
def test_names_that_may_mean_one_company_are_proposed_with_the_reason(
    centre, manager, first, second, places, numbers, why
):
    one, other = two(centre, first, second, places=places, numbers=numbers)

    assert pairs(manager) == [(why, one.pk, other.pk)]
    assert likeness(other, one, manager) == why


@pytest.mark.parametrize(
    ("first", "second", "places", "numbers"),
    [
        pytest.param(
            "株式会社さくら精機", "株式会社さくら精機", ("23", "23"), (NUMBER, OTHER_NUMBER), id="two numbers"
        ),
        pytest.param("株式会社山田製作所", "株式会社山本製作所", ("23", "23"), (None, None), id="short own part"),
        pytest.param(
            "株式会社さくら第一精機", "株式会社さくら第二精機", ("23", "23"), (None, None), id="first, second"
        ),
        pytest.param("東さくら精機", "西さくら精機", ("23", "23"), (None, None), id="east, west"),
        pytest.param("さくら精機工業1", "さくら精機工業2", ("23", "23"), (None, None), id="digits"),
        pytest.param("株式会社さくら精機", "株式会社さくろ精機", ("23", "13"), (None, None), id="letter and place"),
        pytest.param("株式会社さくら精機", "有限会社さくろ精機", ("23", "23"), (None, None), id="letter and form"),
        pytest.param(
            "株式会社さくら精機", "株式会社さくら精機", ("", "13"), (NUMBER, OTHER_NUMBER), id="numbers first"
        ),
        pytest.param("株式会社さくら精機", "さくら精機", ("23", "13"), (None, None), id="form and place"),
        pytest.param("株式会社さくら精機", "株式会社うめ精機", ("23", "23"), (None, None), id="different"),
        pytest.param(
            "株式会社あいうえおか", "株式会社いうえおかき", ("23", "23"), (None, None), id="two letters shifted"
        ),
    ],
)
def test_what_is_too_weak_or_known_to_be_different_is_not_proposed(centre, manager, first, second, places, numbers):
    one, other = two(centre, first, second, places=places, numbers=numbers)

    assert pairs(manager) == []
    assert likeness(one, other, manager) is None


def edits(one, other):
    """Levenshtein in the textbook way."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, second in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != second)))
        before = now
    return before[-1]


LONG = st.text("あいうさくらまつ", min_size=5, max_size=8)


@given(LONG, LONG | st.none(), st.data())
def test_keys_meet_exactly_where_one_letter_was_changed_left_out_or_added(one, other, data):
    if other is None:
        place = data.draw(st.integers(0, len(one) - 1))
        other = one[:place] + data.draw(st.sampled_from(["", "う", "まさ"])) + one[place + 1 :]
    short = min(len(one), len(other)) < 5
    ours, theirs = set(alike.keys(one)), set(alike.keys(other))
    meet = any(a.key == b.key and not a.kind == b.kind == alike.Kind.SHORTENED for a in ours for b in theirs)
    assert meet == (edits(one, other) <= 1 and not short)


def test_the_strongest_come_first_and_pages_go_on_by_key(centre, manager):
    for number in range(4):
        two(centre, f"株式会社{'あかさた'[number]}商事", f"{'あかさた'[number]}商事")
    two(centre, "株式会社さくら精機", "株式会社さくら精機")

    whole = pairs(manager)
    first = twins.proposed(actor=manager, size=2)
    second = twins.proposed(actor=manager, size=2, after=first.next_cursor)
    last = twins.proposed(actor=manager, size=2, after=second.next_cursor)

    assert whole[0].likeness == Likeness.SAME
    assert [*first.pairs, *second.pairs, *last.pairs] == whole == sorted(whole)
    assert (first.previous_cursor, last.next_cursor) == ("", "")
    assert twins.proposed(actor=manager, size=2, after=last.previous_cursor) == second
    assert twins.proposed(actor=manager, size=2, after=second.previous_cursor).pairs == first.pairs


@pytest.mark.parametrize("damaged", ["x", "n1", "n1.2", "n1.2.x", "n" + "9" * 30 + ".1.1", "ｎ1.1.1"])
def test_a_damaged_cursor_gives_the_first_page(centre, manager, damaged):
    two(centre, "株式会社さくら精機", "株式会社さくら精機")

    assert len(pairs(manager, after=damaged)) == 1


def test_companies_of_other_offices_are_compared_too(centre, window, manager):
    make.company(name="株式会社さくら精機", office=centre)
    make.company(name="株式会社さくら精機", office=window)

    assert len(pairs(manager)) == 1


@pytest.mark.parametrize("role", [Role.ADVISER, Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_nobody_but_a_manager_of_the_centre_is_told_of_pairs(centre, window, role):
    one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")

    for person in (people.member(role, centre), people.member(Role.MANAGER, window)):
        assert pairs(person) == []
        assert likeness(one, other, person) is None
        assert not Company.objects.comparable_to(person).exists()


@pytest.mark.parametrize("walled", ["person", "office"])
def test_a_wall_hides_every_pair_of_that_company(centre, window, manager, walled):
    one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")
    behind = {"except_persons": [manager]} if walled == "person" else {"except_offices": [centre]}
    actions.reacquaint(company=other, because="case:1", offices=[window], **behind)

    assert pairs(manager) == []
    assert likeness(one, other, manager) is None
    assert (len(pairs(people.member(Role.MANAGER, centre))) == 1) is (walled == "person")


def test_what_is_still_arriving_is_not_proposed(centre, window, manager):
    _one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")
    arrival = Arrival.objects.create(office=window, begun_at=NOW)
    Acquaintance.objects.create(company=other, office=window, because="case:9", arrival=arrival)

    assert pairs(manager) == []

    Arrival.objects.update(shown_at=NOW)
    assert len(pairs(manager)) == 1


def test_a_company_nobody_knows_any_more_is_not_proposed(centre, manager):
    _one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")
    actions.forget(because=other.audit_stream())

    assert pairs(manager) == []


# Set apart


@pytest.mark.parametrize("corrected", [0, 1])
def test_what_was_set_apart_is_not_proposed_again_until_one_is_corrected(centre, manager, corrected):
    one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")
    actions.set_apart(one=other, other=one, by=manager, at=NOW)
    assert pairs(manager) == []
    assert likeness(one, other, manager) == Likeness.SAME

    changed = (one, other)[corrected]
    actions.correct(company=changed, seen_version=0, changes={"address": "架空町2"}, by=manager, at=NOW)
    assert len(pairs(manager)) == 1

    actions.set_apart(one=one, other=other, by=manager, at=NOW)
    assert pairs(manager) == []


def test_what_was_set_apart_by_mistake_is_proposed_again(centre, manager):
    one, other = two(centre, "株式会社さくら精機", "株式会社さくら精機")
    apart = actions.set_apart(one=one, other=other, by=manager, at=NOW)

    actions.propose_again(apart=apart, by=manager, at=NOW)

    assert len(pairs(manager)) == 1


def test_every_way_a_company_comes_or_is_renamed_leaves_its_keys(centre, manager):
    registered = actions.register(name="株式会社さくら精機", prefecture="23", office=centre, by=manager, at=NOW)
    arrival = Arrival.objects.create(office=centre, begun_at=NOW)
    named = [actions.Named("株式会社うめ精機", "23", ""), actions.Named("株式会社もも精機", "23", NUMBER)]
    brought = actions.bring(named, arrival=arrival, at=NOW).values()
    renamed = actions.register(name="株式会社まつ", prefecture="23", office=centre, by=manager, at=NOW)
    renamed = actions.correct(
        company=renamed, seen_version=0, changes={"name": "株式会社たけ化学"}, by=manager, at=NOW
    )

    for company in (registered, renamed, *brought):
        left = set(company.spellings.values_list("key", "kind"))
        assert left == {(key, kind) for key, kind in alike.keys(company.core)}
