"""覚えた読み方 — what an office's logbooks taught, and nothing that anybody confided."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.models import Arrival
from madoguchi.desk.consultations import queries
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import factories
from madoguchi.desk.logbooks.actions import remembered
from madoguchi.desk.logbooks.mapping import Mapping
from madoguchi.desk.logbooks.models import RememberedMapping
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import unlocked

from .books import logbook, row, sheets, text
from .test_import import run, stored_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku"


def test_no_address_and_no_name_is_remembered(path):
    confided = {"prefecture": "愛知県架空市一丁目二番地", "role": "総務部長 架空花子"}
    run(logbook(path, [row(**confided)]))

    assert Consultation.objects.get().prefecture == "23"
    assert not [text for text in stored_texts() if any(word in text for word in confided.values())]
    assert remembered(people.office()).words["channel"] == {"電話": "TEL"}


def test_a_column_that_was_empty_once_is_read_when_it_says_something(path):
    reader = unlocked(people.member(Role.ADVISER, people.office()))
    run(logbook(path, [row(remark=None)]))
    run(logbook(path, [row(number="2", remark="あとから書いた備考")]))

    told = queries.past_of(Consultation.objects.get(number="2"), actor=reader)
    assert told["備考"] == "あとから書いた備考"


def test_headings_that_nobody_could_tell_apart_are_doubtful_again(path):
    rows = [["受付日", "要旨", "会社名", "企業名"], ["2016/4/5", "相談", "架空甲", "架空乙"]]
    first, second = run(text(path, rows)), run(text(path, [*rows, ["2016/4/6", "続き", "架空甲", "架空乙"]]))

    assert first.remarks[0] == "会社名、企業名のうち、どれが企業名か分からないため、どれも封をします。"
    assert second.remarks[0] == first.remarks[0]


def test_a_table_without_category_and_gist_is_left_and_named(path):
    seminars = [["日付", "会場", "参加者数"], ["2016/5/1", "架空会館", 30], ["2016/5/8", "架空会館", 20]]
    made = run(sheets(path, 相談=[["受付日", "要旨"], ["2016/4/5", "相談"]], セミナー=seminars))

    assert (made.told_counts()["taken"], made.told_counts()["refused"]) == (1, 0)
    assert made.remarks == ["シート「セミナー」の表には相談区分も要旨もないため、2行を読んでいません。"]


def test_what_is_newer_wins_and_what_it_does_not_speak_of_stays():
    before = Mapping({"あ": "gist", "い": "seal"}, frozenset({"gist", "answer_gist"}), {"category": {"甲": "CON"}})
    after = Mapping({"い": "date", "う": "gist"}, frozenset(), {"category": {"乙": "MGT"}, "channel": {"丙": "TEL"}})

    assert after.on_top_of(before) == Mapping(
        {"あ": "gist", "い": "date", "う": "gist"},
        frozenset({"answer_gist"}),
        {"category": {"甲": "CON", "乙": "MGT"}, "channel": {"丙": "TEL"}},
    )


MIGRATION = import_module("madoguchi.desk.logbooks.migrations.0005_texts_and_arrivals")


def test_what_an_earlier_version_remembered_of_cells_goes():
    words = {"prefecture": {"愛知県": "23", "愛知県架空市一丁目": "23"}, "category": {"甲": "LEAK"}}
    held = Mapping({"受付日": "date"}, words=words).as_json()
    RememberedMapping.objects.create(office=people.office(), mapping=held, changed_at=timezone.now())
    MIGRATION.forget_texts(apps, None)

    assert remembered(people.office()).words == {"prefecture": {"愛知県": "23"}, "category": {"甲": "LEAK"}}


def test_a_column_that_an_earlier_version_left_for_good_is_asked_about_again():
    held = Mapping({"受付日": "date", "備考": "leave"}).as_json()
    RememberedMapping.objects.create(office=people.office(), mapping=held, changed_at=timezone.now())
    MIGRATION.forget_what_was_left(apps, None)

    assert remembered(people.office()).uses == {"受付日": "date"}


def test_what_an_earlier_version_left_of_readings_given_up_goes():
    companies.arrival()
    kept = {companies.arrival(is_shown=True).pk, factories.logbook(office=people.office(), step="taking").arrival_id}
    MIGRATION.forget_arrivals(apps, None)

    assert set(Arrival.objects.values_list("pk", flat=True)) == kept
