"""manage.py import_logbook — what it says, and how it ends."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks.models import Fate, Logbook
from madoguchi.desk.logbooks.tests.books import logbook, row, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "soudan-kiroku.xlsx"


def command(*files, **options):
    out = StringIO()
    call_command("import_logbook", *files, stdout=out, **{"open": ["要旨"], **options})
    return out.getvalue()


def test_the_command_tells_each_file_and_the_totals(path):
    logbook(path, [row(), row(date=None)])

    told = json.loads(command(path, format="json"))

    expected = {fate.value: 0 for fate in Fate} | {"taken": 1, "refused": 1, "ignored": told["ignored"]}
    assert told == {**expected, "files": [{"file": path.name, **expected}]}


def test_the_same_file_named_twice_is_told_twice(path):
    logbook(path, [row()])

    files = json.loads(command(path, path, format="json"))["files"]
    assert [(file["taken"], file["repeated"]) for file in files] == [(1, 0), (0, 1)]


def test_a_dry_run_tells_the_same_and_takes_nothing_in(path):
    logbook(path, [row(), row(), row(number="2", date=None), row(number="3", capital="たくさん")])

    dry = json.loads(command(path, format="json", dry_run=True))
    assert not Consultation.with_hidden.exists()
    assert not Logbook.objects.exists()
    assert dry == json.loads(command(path, format="json"))


def test_a_dry_run_names_the_tables_that_would_not_be_read(path):
    seminars = [["日付", "会場"], ["2016/5/1", "架空会館"]]
    sheets(path, 相談=[["受付日", "要旨"], ["2016/4/5", "相談"]], セミナー=seminars)

    assert "シート「セミナー」の表には" in command(path, dry_run=True)


def test_the_command_names_the_place_and_no_content(path):
    logbook(path, [row(gist="打ち明けた話", capital="たくさん")])

    told = command(path)

    assert "taken 1" in told
    assert "4月!5" in told
    assert not any(word in told for word in ("打ち明けた話", "架空精機", "たくさん"))


def test_a_file_that_is_none_does_not_hold_up_the_others(path, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"nothing")

    with pytest.raises(CommandError, match=r"broken\.xlsx"):
        command(broken, logbook(path, [row()]))

    assert Consultation.objects.count() == 1


@pytest.mark.parametrize("code", ["99", ""])
def test_an_office_that_does_not_exist_is_refused(path, code):
    with pytest.raises(CommandError):
        command(logbook(path, [row()]), office=code)
