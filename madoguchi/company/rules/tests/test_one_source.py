"""一つの元 — whatever is written in whatever order, table, page, print, labels and training say the same."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from madoguchi.company.companies import factories as companies
from madoguchi.company.rules import actions, measures, papers, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.actions import Wording
from madoguchi.company.rules.tests.any_levels import CHANGES, change, codes
from madoguchi.company.rules.words import Action, Overlay, Start
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people

EDITION = measures.EDITIONS[-1]
SENTENCE = st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0xFFFF), max_size=30)
PICK = st.integers(0, 8)


@st.composite
def wording(draw):
    action = draw(st.sampled_from(list(Action)))
    fitting = EDITION.of(action)
    ways = [one.code for one in fitting if one.is_way]
    more = [one.code for one in fitting if not one.is_way]
    way = draw(st.sampled_from(["", *ways]))
    added = draw(st.lists(st.sampled_from(more), unique=True)) if more else []
    return action, draw(PICK), Wording((*([way] if way else []), *added), draw(SENTENCE))


def column_of(row, pick):
    """One of the levels, however many there are, or one of the overlays."""
    columns = [*codes(row), *Overlay.values]
    return columns[pick % len(columns)]


def drafted(changes, drawn):
    """A draft of a company of its own: its levels changed, then written; with what was said where."""
    room = companies.room_of(companies.company())
    steward = people.member(Role.STEWARD, room)
    row = make.draft(room, start=Start.TWO, by=steward)
    change(row, changes, by=steward)
    said = {}
    for action, pick, wording in drawn:
        column = column_of(row, pick)
        said[action, column] = wording
        actions.say(table=row, action=action, said={column: wording}, by=steward, at=timezone.now())
    return room, steward, row, said


def written(page):
    """The text of a page, without tags and without what stands between words."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", page)))


def bare(sentence):
    return re.sub(r"\s+", "", sentence)


@pytest.mark.thorough
class AnyTable(TestCase):
    @hypothesis_settings(max_examples=12, deadline=None)
    @given(CHANGES, st.lists(wording(), max_size=6))
    def test_whatever_is_written_every_paper_says_the_same(self, changes, drawn):
        people.demo()
        room, steward, row, said = drafted(changes, drawn)
        client = Client()
        client.force_login(steward)

        table = queries.read(row)
        base = f"/room/{room.pk}/rules/tables/{row.pk}/"
        told = {name: written(client.get(base + name).text) for name in ("", "print/", "training/", "labels/")}
        book = load_workbook(BytesIO(b"".join(client.get(f"{base}sheet.xlsx").streaming_content)))

        for (action, column), one in said.items():
            texts = [str(EDITION.by_code[code].text) for code in one.measures]
            spoken = self._spoken(table, column, action)
            assert sorted(spoken) == sorted([*texts, *([" ".join(one.free.split())] if one.free else [])])
        for level in table.levels:
            assert all(bare(level.name) in told[name] for name in ("", "print/", "training/"))
        for sentence in self._everything(table):
            for name in ("", "print/", "training/"):
                assert bare(sentence) in told[name], (name, sentence)
        for label in papers.labels(table):
            assert all(bare(sentence) in told["labels/"] for sentence in label.sentences)
        cells = bare("".join(str(cell.value or "") for one in book for line in one.iter_rows() for cell in line))
        assert all(bare(sentence) in cells for sentence in self._everything(table))

    def _spoken(self, table, column, action):
        if column in Overlay.values:
            return next((one.cell(action).sentences for one in table.overlays if one.code == column), ())
        return table.cell(column, action).sentences

    def _everything(self, table):
        yield from (sentence for row in table.rows for said in row.cells for sentence in said.sentences)
        yield from (sentence for one in table.overlays for _action, said in one.cells for sentence in said.sentences)

    @hypothesis_settings(max_examples=20, deadline=None)
    @given(CHANGES, st.lists(wording(), max_size=8), st.sets(st.sampled_from(list(Overlay))))
    def test_what_holds_under_overlays_is_never_weaker_than_the_level_or_any_of_them(self, changes, drawn, overlays):
        _room, _steward, row, _said = drafted(changes, drawn)
        table = queries.read(row)
        laid = [one for one in table.overlays if one.code in overlays]

        for level in table.levels:
            for action in Action:
                effective = table.effective(level.code, action, overlays)
                parts = [table.cell(level.code, action), *(one.cell(action) for one in laid)]
                assert all((effective.rank or 0) >= (one.rank or 0) for one in parts)
                assert {one.free for one in parts if one.free} <= set(effective.sentences)
                assert sum(one.is_way for one in effective.measures) <= 1


def test_the_words_of_a_version_stay_when_the_next_one_is_written(room, steward, table):
    before = queries.table_of(room, actor=steward)
    copy = actions.revise(table=table, by=steward, at=timezone.now())
    make.say(copy, Action.AI, by=steward, secret=("ai-never",))
    actions.bring_into_force(table=copy, from_date=timezone.localdate() + timedelta(1), by=steward, at=timezone.now())

    assert queries.table_of(room, actor=steward).rows == before.rows
