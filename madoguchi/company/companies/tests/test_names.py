"""名寄せ — a company is found however its name is written, and never taken for another legal form."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import factories as make
from madoguchi.company.companies import queries
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.folding import company_core, fold_company

WORD = st.text(st.sampled_from("さくら桜川精密工業東海技研アオバ製作所ＡＢabヶ々ー"), min_size=2, max_size=8)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def written_otherwise(name: str) -> list[str]:
    return [
        name.replace("株式会社", "㈱"),
        name.replace("株式会社", "（株）"),
        name.replace("株式会社", "(株)"),
        name.replace("株式会社", "株式会社　"),
        " " + " ".join(name) + " ",
        name.translate(FULL_WIDTH),
        name.replace("桜", "櫻").replace("沢", "澤"),
    ]


@given(WORD)
def test_limited_companies_are_never_stock_companies(word):
    assert fold_company(f"有限会社{word}") != fold_company(f"株式会社{word}")
    assert fold_company(f"㈲{word}") != fold_company(f"㈱{word}")


@given(WORD)
def test_a_form_in_front_is_never_a_form_behind(word):
    assert fold_company(f"株式会社{word}") != fold_company(f"{word}株式会社")
    assert fold_company(f"㈱{word}") != fold_company(f"{word}（株）")


@pytest.mark.parametrize("written", written_otherwise("株式会社桜沢製作所"))
def test_one_name_is_folded_alike_however_it_is_written(written):
    assert fold_company(written) == fold_company("株式会社桜沢製作所")


@pytest.mark.parametrize(
    "written", [*written_otherwise("株式会社桜沢製作所"), "桜沢", "さくら", "沢製", "桜澤製作所㈱"]
)
def test_is_found_however_its_name_is_typed(db, written):
    centre = people.office()
    adviser = people.member(Role.ADVISER, centre)
    wanted = make.company(name="株式会社桜沢製作所", office=centre)
    make.company(name="株式会社別物（架空）", office=centre)

    found = {suggestion.company_id for suggestion in queries.suggest(actor=adviser, typed=written)}
    listed = {company.pk for company in queries.known(actor=adviser, typed=written).rows}

    assert found == listed == ({wanted.pk} if written != "さくら" else set())


def test_a_name_of_signs_only_finds_nothing(db):
    centre = people.office()
    make.company(office=centre)

    assert queries.suggest(actor=people.member(Role.ADVISER, centre), typed="％＿★") == []


def test_names_that_begin_with_what_was_typed_come_first(db):
    centre = people.office()
    make.company(name="株式会社あさくら（架空）", office=centre)
    make.company(name="さくら精機有限会社（架空）", office=centre)

    found = queries.suggest(actor=people.member(Role.ADVISER, centre), typed="さくら")

    assert [suggestion.name[:3] for suggestion in found] == ["さくら", "株式会"]


def test_the_same_name_in_another_form_is_no_namesake(db):
    centre = people.office()
    adviser = people.member(Role.ADVISER, centre)
    twin = make.company(name="㈱さくら", office=centre)
    for other in ("有限会社さくら", "さくら株式会社", "株式会社さくらい"):
        make.company(name=other, office=centre)

    assert list(queries.same_name(actor=adviser, name="株式会社 さくら")) == [twin]


class AnyName(TestCase):
    @hypothesis_settings(max_examples=25, deadline=None)
    @given(word=WORD, front=st.sampled_from(["株式会社", "有限会社", "合同会社", ""]), data=st.data())
    def test_is_found_by_any_part_of_its_core(self, word, front, data):
        centre = people.office()
        company = make.company(name=front + word, office=centre)
        core = company_core(company.name)
        start = data.draw(st.integers(0, max(len(core) - 2, 0)))

        found = queries.suggest(actor=people.member(Role.ADVISER, centre), typed=core[start : start + 2], limit=99)

        assert company.pk in {suggestion.company_id for suggestion in found}
