"""直して渡し直す — the sheet that tells each row's fate comes back: what was taken stays, what was mended comes in."""

from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from madoguchi.desk.consultations import factories as cases
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks.labels import OWN, is_own
from madoguchi.desk.logbooks.models import Fate, Logbook, Step
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.jobs import running as jobs
from madoguchi.foundation.papers.sheets import closing

from .books import read, sheets, text
from .test_pages import handed_in

TOP = ["受付番号", "受付日", "方法", "相談区分", "要旨", "資本金", "備考"]
OTHER_TOP = ["受付番号", "受付日", "方法", "相談区分", "要旨", "紹介者"]
APRIL = [
    ["平成28年度 相談記録簿"],
    TOP,
    [1, "4/3", "電話", "契約", "一つ目", "たくさん", "覚え"],
    [2, "4/4", "電話", "契約", "二つ目", "", ""],
    ["", "4/5", "のろし", "契約", "三つ目", "", ""],
    [4, "4/31", "電話", "契約", "四つ目", "", ""],
]
MAY = [OTHER_TOP, [5, "5/6", "のろし", "契約", "五つ目", "架空花子"]]


@pytest.fixture
def taken(client, manager, tmp_path):
    """Two sheets with other columns: four cases, three of them with a warning, and a day that there is not."""
    return take(client, sheets(tmp_path / "h28.xlsx", **{"4月": APRIL, "5月": MAY}).read_bytes())


def take(client, content):
    """As proposed."""
    logbook = handed_in(client, content)
    form = client.get(f"/logbooks/{logbook.pk}/read/").context["form"]
    initial = {name: field.initial for name, field in form.fields.items() if name.startswith("use_")}
    assert client.post(f"/logbooks/{logbook.pk}/read/", initial | {"take": "1"}).status_code == 302
    jobs.drain()
    return Logbook.objects.get(pk=logbook.pk)


def sheet_of(client, logbook):
    answer = client.get(f"/logbooks/{logbook.pk}/fates/")
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def words(book):
    return [[cell.value or "" for cell in row] for row in book.active.iter_rows()]


def counts(logbook):
    told = logbook.told_counts()
    return {fate: told[fate] for fate in (Fate.TAKEN, Fate.REPEATED, Fate.CONFLICT, Fate.REFUSED) if told[fate]}


def test_the_sheet_has_the_columns_of_all_tables_and_first_what_wants_mending(client, taken):
    assert counts(taken) == {"taken": 4, "refused": 1}

    top, *rows, end = words(sheet_of(client, taken))
    assert top == [*TOP, "紹介者", *map(str, OWN)]
    assert rows[3] == ["5", "5/6", "のろし", "契約", "五つ目", "", "", "架空花子", *rows[3][8:]]
    assert [row[8] for row in rows] == [
        "取り込み（要確認）",
        "取り込み（要確認）",
        "取り込めない",
        "取り込み（要確認）",
        "取り込み",
    ]
    assert end[0] == "以上 5件"


def test_handed_in_as_it_came_nothing_is_taken_twice_and_nothing_quarrels_with_itself(client, taken):
    again = take(client, saved(sheet_of(client, taken)))

    assert counts(again) == {"repeated": 3, "refused": 1}
    assert [row.remark for row in again.rows.filter(fate=Fate.REFUSED)] == ["受付日がないか、暦にない日付です。"]


def test_the_mended_row_alone_comes_in_in_the_year_of_its_logbook(client, taken):
    book = sheet_of(client, taken)
    place = next(row for row in book.active.iter_rows() if row[0].value == "4")
    place[1].value = "4/30"
    again = take(client, saved(book))

    assert counts(again) == {"taken": 1, "repeated": 3}
    made = Consultation.objects.get(number="4")
    assert (made.gist, made.received_at.date().isoformat()) == ("四つ目", "2016-04-30")
    assert (again.step, Consultation.objects.count()) == (Step.DONE, 5)


def test_what_we_write_is_known_in_each_of_our_languages(tmp_path):
    for language in ("ja", "en"):
        with override(language):
            rows = [[1, "2016/4/3", "相談"], [closing(2)]]
            top = ["受付番号", "受付日", "要旨", *map(str, OWN)]
        assert all(map(is_own, top[3:]))

        found = read(
            text(tmp_path / "sheet.csv", [top, [*rows[0], "a", "b", "c"], ["", "", "", "x", "", "4月!5"], rows[1]])
        )
        assert list(found.uses()) == ["受付番号", "受付日", "要旨"]
        assert [entry.number for entry in found.entries] == ["1"]


# Who may see


def of(number):
    return Consultation.objects.get(number=number)


def test_cells_of_a_case_of_members_only_are_not_in_the_sheet_and_a_look_is_written_down(client, taken):
    case = of("1")
    case.is_restricted = True
    case.save(update_fields=["is_restricted"])

    told = words(sheet_of(client, taken))
    assert not any("一つ目" in row or "たくさん" in row for row in told)
    assert any("三つ目" in row for row in told)
    assert Line.objects.filter(deed="logbooks.read_rows", stream=taken.audit_stream()).count() == 1


def test_of_a_case_behind_a_wall_neither_cells_nor_number_are_told(client, taken, manager):
    address = of("1").get_absolute_url()
    assert address in client.get(taken.get_absolute_url()).content.decode()
    cases.wall(of("1"), person=manager, by=manager)

    assert address not in client.get(taken.get_absolute_url()).content.decode()
    assert not any("一つ目" in row for row in words(sheet_of(client, taken)))
