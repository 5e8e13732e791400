"""検索の意味 — each word of the folded query is a substring of the folded text, on either database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold
from madoguchi.foundation.search.forms import SearchField
from madoguchi.foundation.search.grams import MOST_CHARACTERS, MOST_TERMS, terms
from madoguchi.foundation.search.models import Line
from madoguchi.foundation.search.tests.conftest import APRIL
from madoguchi.foundation.search.tests.town import Case, CaseSearch

FEW = (
    "東京自動車々〆ヶヵー𠮷𩸽亜亞ｶﾞｱガがハ゛\u3099\u309a"
    "😀👨‍👩‍👧% _\\\"'*^:()-ÀàäßİıſΣσς①㈱1１aAorＯＲ\u3000\u200b\ue000\U00030000"
)
SPECIAL = [
    "NEAR",
    "AND",
    "OR",
    "NOT",
    "NEAR(a b)",
    "自動車 部品",
    "'; --",
    "<->",
    "& | !",
    ":*",
    "\\'",
    "grams:a",
    "00304b",
]
HOSTILE = st.lists(
    st.one_of(
        st.text(st.sampled_from(FEW), max_size=6),
        st.sampled_from(SPECIAL),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4),
    ),
    max_size=4,
).map(" ".join)
TEXTS = st.lists(HOSTILE, min_size=1, max_size=5)


def plainly(query, texts):
    return {pk for pk, text in texts.items() if all(word in fold(text) for word in fold(query).split())}


def found(query):
    return set(CaseSearch.objects.matching(query).values_list("pk", flat=True))


def said(query):
    return set(CaseSearch.objects.filter(search_text__says=query).values_list("pk", flat=True))


@pytest.mark.thorough
@hypothesis_settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    written=st.lists(HOSTILE, min_size=1, max_size=6), asked=st.lists(HOSTILE, min_size=1, max_size=4), data=st.data()
)
@example(written=["ab", "a b", "ba"], asked=["ab", "b", "a b", "b a"], data=None)
def test_finds_what_plain_python_finds(tables, db, written, asked, data):
    with transaction.atomic():
        owners = Case.objects.bulk_create([Case(received_at=APRIL) for _ in written])
        CaseSearch.objects.bulk_put([Line(owner, text) for owner, text in zip(owners, written, strict=True)])
        texts = {owner.pk: text for owner, text in zip(owners, written, strict=True)}
        for query in [*asked, *(_part(data, text) for text in written)]:
            if len(query) <= MOST_CHARACTERS and len(fold(query).split()) <= MOST_TERMS:
                assert found(query) == plainly(query, texts) == said(query), query
        transaction.set_rollback(True)


def _part(data, text):
    if data is None or not text:
        return text
    start = data.draw(st.integers(0, len(text) - 1))
    return text[start : start + data.draw(st.integers(1, 5))]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("㈱サクラ工業の営業秘密", "さくら"),
        ("ｻｸﾗ工業", "サクラ"),
        ("自動車部品", "動車"),
        ("自動車部品", "車"),
        ("図面　流出", "流出 図面"),
        ("人々", "々"),
        ("𠮷野家", "𠮷野"),
        ("サーバー", "ーば"),
    ],
)
def test_finds_however_it_is_typed(case, text, query):
    written = case(text)

    assert found(query) == {written.pk}


@pytest.mark.parametrize("query", ["車動", "部品自", "流出図面", "動車品", "a1c", "NEAR"])
def test_finds_nothing_that_is_not_there(case, query):
    case("自動車部品 図面流出 a1b")

    assert found(query) == set()


@pytest.mark.parametrize("query", ["", "  ", "%%%", "😀"])
def test_a_query_without_a_word_asks_for_nothing_in_particular(case, query):
    written = case("図面")

    assert found(query) == {written.pk}


def test_combines_from_the_owners_side_and_can_be_denied(case):
    ours, theirs = case("図面流出", office=1), case("図面流出", office=2)
    case("退職者", office=1)
    about = Case.objects.filter(search_row__search_text__matches="流出")

    assert list(about.filter(office=1)) == [ours]
    assert set(Case.objects.filter(pk__in=CaseSearch.objects.matching("流出").values("owner_id"))) == {ours, theirs}
    assert Case.objects.exclude(search_row__search_text__matches="流出").count() == 1


@pytest.mark.parametrize("query", ["あ" * (MOST_CHARACTERS + 1), " ".join("あいうえおかきくけ")])
def test_too_long_a_query_is_refused(query):
    with pytest.raises(Refusal):
        terms(query)


def test_the_longest_query_allowed_is_answered(case):
    query = " ".join(letter * 11 for letter in "あいうえおかきく")
    written = case(f"記録 {query} 以上")

    assert found(query) == {written.pk}


def test_the_box_keeps_what_was_typed_and_says_when_it_is_too_much():
    box = SearchField()

    assert box.clean(" ㈱サクラ ") == "㈱サクラ"
    with pytest.raises(ValidationError):
        box.clean("あ " * (MOST_TERMS + 1) + "い う え お か き く け こ")
