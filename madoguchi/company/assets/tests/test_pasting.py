"""貼り付けと書き出し — what a row becomes is said first; what was exported comes back unchanged."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import actions, columns, pasting
from madoguchi.company.assets import factories as make
from madoguchi.company.assets.facts import SCORES, called, one_line
from madoguchi.company.assets.files import MOST_BYTES, MOST_UNPACKED, read
from madoguchi.company.assets.models import Asset, Holder
from madoguchi.company.assets.pasting import MOST_ROWS, as_text, exported, preview
from madoguchi.company.assets.words import OTHERS, Kind, Origin, Release, Verdict
from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.books import OLD_FORMAT
from madoguchi.foundation.vault.factories import unlocked

TODAY = timezone.localdate
DEFAULTS = {"kind": "other", "origin": "unknown", "level": "秘", "department": "全社"}


def seen(text, room, actor):
    return preview(text, room=room, defaults=DEFAULTS, actor=actor, day=TODAY())


def test_headings_are_known_in_any_order_and_under_usual_names(room, steward):
    found = seen("保存場所\t備考\t名称\t部門\n共有フォルダ「設計」\tx\t製品の設計図\t設計課", room, steward)

    assert found.ignored == ["備考"]
    (row,) = found.rows
    assert (row.title, row.fate, row.facts.department) == ("製品の設計図", "new", "設計課")
    assert [(one.kind, one.name) for one in row.facts.places] == [("share", "共有フォルダ「設計」")]


def test_without_a_heading_nothing_is_guessed(room, steward):
    with pytest.raises(Refusal, match="見出し"):
        seen("製品の設計図\t設計課", room, steward)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"情報の名前": ""}, "名前がありません"),
        ({"情報の名前": "あ" * 81}, "80字まで"),
        ({"種類": "なぞ"}, "種類：「なぞ」"),
        ({"出所": "預かった情報", "相手先": "架空商事"}, "「架空商事」との契約が登録されていません"),
        ({"秘密区分": "極秘"}, "使えるのは、秘、それ以外"),
        ({"次に見直す日": "いつか"}, "次に見直す日：日付として読めません"),
        ({"番号": "い"}, "番号は数字"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_its_reason(room, steward, cells, said):
    row = {"情報の名前": "製造条件表"} | cells
    (judged,) = seen("\t".join(row) + "\n" + "\t".join(row.values()) + "\t.", room, steward).rows

    assert judged.fate == "refused"
    assert said in judged.remark


def test_a_row_that_looks_like_content_is_warned_about_and_taken(room, steward):
    (row,) = seen("情報の名前\n焼入れ 850℃", room, steward).rows

    assert (row.fate, "単位" in row.remark) == ("new", True)


def test_repeated_rows_are_told_and_written_once(room, steward, page):
    text = "情報の名前\t部署\n製造条件表\t製造部\n製造条件表\t製造部\n配合表\t製造部"
    said = DEFAULTS | {"text": text, "take": "1"}

    page(steward).post(f"/assets/{room.pk}/paste/", said)
    page(steward).post(f"/assets/{room.pk}/paste/", said)

    assert sorted(Asset.objects.values_list("title", flat=True)) == ["製造条件表", "配合表"]


def test_nothing_is_written_before_one_says_so(room, steward, page):
    answer = page(steward).post(f"/assets/{room.pk}/paste/", DEFAULTS | {"text": "情報の名前\n製造条件表"})

    assert "新しい1行を登録する" in answer.text
    assert not Asset.objects.exists()


def test_a_name_that_is_no_function_lies_sealed(room, steward, page):
    text = "情報の名前\t責任者\t扱う人\n製造条件表\t架空 太一\t製造課；架空 花子"

    page(steward).post(f"/assets/{room.pk}/paste/", DEFAULTS | {"text": text, "take": "1"})

    assert [one.title for one in Holder.objects.exclude(title="")] == ["製造課"]
    assert Holder.objects.filter(sealed_name__isnull=False).count() == 2


def test_too_many_rows_are_refused_whole(room, steward):
    text = "情報の名前\n" + "\n".join(f"情報{number}" for number in range(MOST_ROWS + 1))

    with pytest.raises(Refusal, match="分けて"):
        seen(text, room, steward)


def test_the_exported_sheet_comes_back_as_repeated_rows(room, steward, head, page):
    under = agreements.agreement(room, by=steward)
    make.asset(
        room, title="=1+1", origin=Origin.ENTRUSTED, agreement=under, places=["書庫"], holders=[head], by=steward
    )
    make.asset(room, title="製造条件表", holders=["製造部長"], score_value=3, secrecy="met", by=steward)

    answer = page(steward).get(f"/assets/{room.pk}/export/")
    sheet = load_workbook(_file(answer)).active
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    found = seen(as_text(lines), room, steward)

    assert [row.fate for row in found.rows] == ["repeated", "repeated"]
    assert found.ignored == []


def _file(answer):
    return BytesIO(b"".join(answer.streaming_content))


def test_a_file_comes_in_as_rows_to_paste_and_is_kept_nowhere(room, steward, page, settings):
    make.asset(room, title="製造条件表", by=steward)
    sheet = _file(page(steward).get(f"/assets/{room.pk}/export/")).getvalue()
    sent = {"file": SimpleUploadedFile("台帳.xlsx", sheet)}

    answer = page(steward).post(f"/assets/{room.pk}/paste/file/", sent)

    assert "製造条件表" in answer.text
    assert "ファイルを読みました" in answer.text
    assert not list(settings.DATA_DIR.rglob("*.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_excel(room, steward, encoding):
    text = read("情報の名前,部署\r\n製造条件表,製造部\r\n".encode(encoding))

    assert [row.title for row in seen(text, room, steward).rows] == ["製造条件表"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04broken", "でもCSVでもありません"),
        (b"%PDF-1.7", "でもCSVでもありません"),
        (OLD_FORMAT, "パスワード"),
    ],
)
def test_what_is_no_table_is_refused_and_says_what_to_do(room, steward, page, content, said):
    answer = page(steward).post(f"/assets/{room.pk}/paste/file/", {"file": SimpleUploadedFile("x.xlsx", content)})

    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_too_large_is_refused_before_it_is_read(room, steward, page):
    large = SimpleUploadedFile("x.csv", b"a" * (MOST_BYTES + 1))

    assert "大きすぎます" in page(steward).post(f"/assets/{room.pk}/paste/file/", {"file": large}).text


def test_an_archive_that_unpacks_without_end_is_refused(room, steward, page):
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MOST_UNPACKED + 1))
    sent = {"file": SimpleUploadedFile("x.xlsx", bomb.getvalue())}

    assert "大きすぎます" in page(steward).post(f"/assets/{room.pk}/paste/file/", sent).text


def test_an_export_is_written_down(room, steward, page):
    page(steward).get(f"/assets/{room.pk}/export/")

    assert Line.objects.filter(stream=f"company-room:{room.pk}", deed="assets.export").count() == 1


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=20)
NAME = TEXT.map(called).filter(bool)
TITLE = TEXT.map(one_line).filter(bool)
SCORE = st.none() | st.integers(1, 3)
ITEM = st.fixed_dictionaries(
    {
        "title": TITLE,
        "kind": st.sampled_from(list(Kind)),
        "origin": st.sampled_from(list(Origin)),
        "level": st.sampled_from(["secret", "other"]),
        "department": NAME,
        "unit": st.just("") | NAME,
        "places": st.lists(NAME, max_size=2, unique_by=str.casefold),
        "is_named_only": st.booleans(),
        "is_digital": st.booleans(),
        "is_personal": st.booleans(),
        **dict.fromkeys(SCORES, SCORE),
        "secrecy": st.sampled_from(["", *Verdict.values]),
        "release": st.sampled_from(["", *Release.values]),
        "review_date": st.none() | st.dates(min_value=TODAY()),
    }
)


@pytest.mark.thorough
class AnySheet(TestCase):
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(st.lists(ITEM, min_size=1, max_size=4))
    def test_what_goes_out_comes_back_unchanged_here_and_elsewhere(self, drawn):
        here, there = (companies.room_of(companies.company()) for _ in range(2))
        clerk, other = (unlocked(people.member(Role.STEWARD, one)) for one in (here, there))
        under = agreements.agreement(here, by=clerk)
        agreements.agreement(there, by=other, from_date=under.from_date)
        for facts in drawn:
            own = {"agreement": under} if facts["origin"] in OTHERS else {}
            make.asset(here, by=clerk, **facts, **own)
        sheet = [columns.headings(), *exported(here, actor=clerk, day=TODAY())]
        text = as_text(sheet)

        again = pasting.preview(text, room=here, defaults=DEFAULTS, actor=clerk, day=TODAY())
        assert {row.fate for row in again.rows} == {"repeated"}, again.rows
        elsewhere = pasting.preview(text, room=there, defaults=DEFAULTS, actor=other, day=TODAY())
        assert elsewhere.refused_count == 0, elsewhere.rows
        actions.take_in(organisation=there, facts=elsewhere.facts(), by=other, at=timezone.now())
        assert [columns.headings(), *exported(there, actor=other, day=TODAY())] == sheet
