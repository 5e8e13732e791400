"""条項と組み立て — every paper, for every answer: complete, numbered, no blank."""

import re
import struct
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.company.documents.assembling import NO_ADVICE, paper_of, sections_of
from madoguchi.company.documents.clauses import OUTLINES, outline_of
from madoguchi.company.documents.clauses.tables import FIXED, NO_ITEMS, NO_TABLE
from madoguchi.company.documents.facts import FAMILIES, LABELS, Facts
from madoguchi.company.documents.numbers import NoSuchClause, resolved
from madoguchi.company.documents.text import lines_of, text_of
from madoguchi.company.documents.words import Kind, Numbering
from madoguchi.foundation.papers.blocks import Heading, Table, Text
from madoguchi.foundation.papers.pdf import FONTS
from madoguchi.foundation.papers.reading import read_word
from madoguchi.foundation.papers.word import word

SLOTS = MappingProxyType(
    {
        "company": "架空精機株式会社",
        "levels": "「秘」及び「それ以外」",
        "officer": "総務部長",
        "approver": "部門責任者",
        "review_months": "１２",
        "oral_days": "３０",
        "nda_years": "２",
        "survival_years": "５",
        "noncompete_months": "６",
    }
)
HANDLING = (Table(("扱い", "秘"), (("表示", "見えるところに書く。"),)),)
LEFTOVER = re.compile(r"[{}｛｝]|○○|●|TO-?DO|xxx|＠|［|］|！|→", re.IGNORECASE)
TWENTY = (
    *("purpose", "scope", "definitions", "levels", "organisation", "designation", "access", "copying", "taking-out"),
    *("meetings", "disclosure", "receiving", "newcomers", "disposal", "leavers", "education", "audit", "incidents"),
    *("discipline", "freedoms"),
)


def told(conditions, *, handling=HANDLING):
    shown = {"handling": handling, "overlays": (Text("特別の定め"),) * ("overlay" in conditions), "register": NO_ITEMS}
    return Facts(SLOTS, frozenset(conditions), FIXED | shown, True)


@st.composite
def answers(draw):
    one_of = [("devices", ("none", "approved")), ("ai", ("approved", "forbidden", "allowed"))]
    one_of.append(("survival", ("years", "always")))
    chosen = {f"{name}-{draw(st.sampled_from(ways))}" for name, ways in one_of}
    yes_or_no = ["committee", "noncompete", "foreign", "entrusted", "cloud", "overlay"]
    return told(chosen | set(draw(st.lists(st.sampled_from(yes_or_no), unique=True))))


def lines(kind, facts):
    return [line for block in paper_of(kind, sections_of(kind, facts)).blocks for line in lines_of(block)]


@settings(deadline=None)
@given(facts=answers(), kind=st.sampled_from(list(Kind)))
def test_every_paper_is_complete_for_every_answer(facts, kind):
    said = lines(kind, facts)

    assert not [line for line in said if LEFTOVER.search(line)]
    assert not [line for line in said if line != line.strip("\n 　")]
    named = {int(number) for line in said for number in re.findall(r"(?<!）)第([0-9]+)条", _narrow(line))}
    begun = [int(found[1]) for line in said if (found := re.match(r"第([0-9]+)条（", _narrow(line)))]
    assert begun == list(range(1, len(begun) + 1))
    assert named <= set(begun)


@settings(deadline=None)
@given(facts=answers())
def test_the_regulation_has_all_its_twenty_articles(facts):
    codes = [one.code for one in sections_of(Kind.REGULATION, facts)]
    assert tuple(one for one in codes if one in TWENTY) == TWENTY
    assert [line for line in lines(Kind.REGULATION, facts) if line.startswith("第２０条（")]


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_comes_back_from_word_as_it_went(kind):
    facts = told({"ai-approved", "devices-none", "survival-years", "committee", "foreign", "overlay"})
    paper = paper_of(kind, sections_of(kind, facts))

    assert read_word(word(paper)) == paper.blocks
    assert paper.footer == NO_ADVICE


def test_the_same_facts_give_the_same_bytes():
    papers = [paper_of(Kind.POLICY, sections_of(Kind.POLICY, told({"committee"}))) for _one in range(2)]
    assert word(papers[0]) == word(papers[1])


def test_there_is_an_outline_of_every_kind_and_codes_stand_once():
    assert list(OUTLINES) == [kind.value for kind in Kind]
    for outline in OUTLINES.values():
        codes = [one.code for one in outline.clauses]
        assert len(codes) == len(set(codes))
        assert outline.numbering != Numbering.ARTICLES or all(one.title for one in outline.clauses if one.is_numbered)


def test_every_pledge_leaves_reporting_free():
    for kind in (Kind.JOINING, Kind.PROMOTION, Kind.PROJECT, Kind.LEAVING, Kind.TRANSFER, Kind.REGULATION):
        assert "公益通報者保護法" in "".join(lines(kind, told({"ai-approved", "devices-none", "survival-years"})))


@pytest.mark.parametrize("kind", [Kind.NDA_ONE_WAY, Kind.NDA_MUTUAL, Kind.NDA_VISIT])
def test_an_agreement_has_its_five_exclusions_its_return_and_its_end(kind):
    sections = {one.code: one for one in sections_of(kind, told({"survival-years", "ai-approved"}))}
    said = "".join(text_of(block) for one in sections.values() for block in one.blocks)

    five = sections.get("exclusions") or sections["meaning"]
    assert sum(text_of(block).startswith("（") for block in five.blocks) == 5
    assert {"return", "term", "duty"} <= sections.keys()
    assert "５年間" in said


def test_every_clause_names_its_source_and_every_fact_it_uses_has_words():
    for outline in OUTLINES.values():
        for section in sections_of(outline.kind, told({"ai-approved"})):
            assert isinstance(section.rule_version, date)
            assert {one for one in section.uses if one not in FIXED} <= LABELS.keys()
    assert set(FAMILIES) <= LABELS.keys()


def test_a_reference_that_leads_nowhere_is_an_error_and_not_a_blank():
    with pytest.raises(NoSuchClause):
        resolved([Heading("{no:one}（あ）"), Text("{ref:two}による。")], Numbering.ARTICLES)


def test_the_font_of_our_pdf_has_every_letter_of_every_paper():
    words = [line for kind in Kind for clause in outline_of(kind).clauses for line in (clause.title, clause.text)]
    words += [line for blocks in FIXED.values() for block in blocks for line in lines_of(block)]
    groups = _letters_of(next(FONTS.glob("*.ttf")).read_bytes())

    letters = set("".join(words) + NO_ADVICE) - {"\n"}
    assert {one for one in letters if not any(first <= ord(one) <= last for first, last in groups)} == set()


def test_without_a_handling_table_the_regulation_refers_to_it():
    said = lines(Kind.REGULATION, told({"ai-approved"}, handling=NO_TABLE))
    assert "取扱いは、会社が別に定める秘密区分の運用表による。" in said
    assert outline_of(Kind.REGULATION).title in said


def _letters_of(font):
    """What a TrueType font draws: the groups of its table cmap, format 12."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    cmap = tables[b"cmap"]
    offsets = [
        struct.unpack_from(">L", font, cmap + 8 + 8 * n)[0] for n in range(struct.unpack_from(">H", font, cmap + 2)[0])
    ]
    wide = next(cmap + one for one in offsets if struct.unpack_from(">H", font, cmap + one)[0] == 12)
    groups = struct.unpack_from(">L", font, wide + 12)[0]
    return [struct.unpack_from(">2L", font, wide + 16 + 12 * n) for n in range(groups)]


def _narrow(text):
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
