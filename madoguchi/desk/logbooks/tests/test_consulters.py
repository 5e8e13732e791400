"""相談者を読む — companies stand open, whoever may be a person is sealed."""

import pytest

from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.desk.logbooks.tests.books import COLUMNS
from madoguchi.desk.logbooks.tests.test_rows import entry, mapped
from madoguchi.foundation.core.errors import Refusal


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "（匿名）",
        "匿名",
        "　匿名希望",
        "不明",
        "匿名（電話）",
        "―",
        "ー",
        "－",
        "なし",
        "未回答",
        "#N/A",
        "？",
    ],
)
def test_whoever_gives_no_name_stays_anonymous(written):
    read = entry(company=written)

    assert (read.kind, read.company) == (ConsulterKind.ANONYMOUS, "")


def test_a_private_person_is_no_company():
    assert entry(company="個人").kind == ConsulterKind.INDIVIDUAL


@pytest.mark.parametrize("written", ["架空 花子", "架空花子様", "個人（架空花子）"])
def test_a_name_of_a_person_is_sealed_where_persons_may_stand(written):
    read = entry(mapped("会社名・氏名", "company"), headings={"会社名・氏名": written}, company=None)

    assert (read.kind, read.company) == (ConsulterKind.INDIVIDUAL, "")
    assert read.sealed["会社名・氏名"] == written
    assert "花子" not in read.as_json()


def test_who_gives_a_name_and_no_company_is_a_person():
    read = entry(headings={"氏名": "架空花子"}, company=None)

    assert (read.kind, read.sealed["氏名"]) == (ConsulterKind.INDIVIDUAL, "架空花子")


def test_a_person_named_behind_the_company_is_sealed():
    read = entry(company="株式会社架空精機　架空様")

    assert read.company == "株式会社架空精機"
    assert read.sealed[COLUMNS["company"]] == "株式会社架空精機　架空様"
    assert "架空様" not in read.as_json()


@pytest.mark.parametrize("heading", ["会社名・氏名", "相談者"])
@pytest.mark.parametrize(
    ("written", "company"),
    [
        ("株式会社架空精機　架空太郎", "株式会社架空精機"),
        ("株式会社 架空精機 架空 太郎", "株式会社 架空精機"),
        ("株式会社　カクウ　架空太郎", "株式会社 カクウ"),
        ("（株）カクウ／架空太郎", "（株）カクウ"),
        ("㈱架空精機（架空太郎）", "㈱架空精機"),
        ("架空太郎（株式会社架空精機）", "株式会社架空精機"),
        ("株式会社架空精機・架空太郎", "株式会社架空精機"),
        ("架空大学\n架空太郎", "架空大学"),
    ],
)
def test_a_person_beside_the_company_is_sealed_where_persons_may_stand(heading, written, company):
    read = entry(mapped(heading, "company"), headings={heading: written}, company=None)

    assert (read.kind, read.company, read.warnings) == (ConsulterKind.COMPANY, company, ())
    assert read.sealed[heading] == written
    assert "太郎" not in read.as_json()


@pytest.mark.parametrize(
    "written",
    [
        *("株式会社架空精機", "（株） 架空精機", "日本 カクウ工業 株式会社", "株式会社アイ・ティー"),
        *("㈱架空鋳造（本社）", "Kakuu Co., Ltd.", "Kakuu Inc.", "KAKUU Corporation"),
        *("カクウ データ", "カクウ システム株式会社", "カクウ 工業（株）", "カクウ ウェブ サービス ジャパン株式会社"),
        *("株式会社架空 JAPAN", "株式会社 架空 カクウ", "架空・朝日法律事務所", "エム・工業株式会社"),
        *("カクウ・設計事務所", "架空 カクウ株式会社"),
    ],
)
def test_a_company_alone_keeps_its_whole_name_where_persons_may_stand(written):
    read = entry(mapped("会社名・氏名", "company"), headings={"会社名・氏名": written}, company=None)

    assert (read.company, "会社名・氏名" in read.sealed) == (written, False)


@pytest.mark.parametrize("written", ["会社員", "個人（会社員）", "大学生", "学生", "（団体職員）"])
def test_an_occupation_is_no_company(written):
    read = entry(company=written)

    assert (read.kind, read.company) == (ConsulterKind.INDIVIDUAL, "")
    assert read.sealed[COLUMNS["company"]] == written


def test_a_name_in_the_column_of_companies_is_believed():
    assert entry(company="カクウ").company == "カクウ"


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("法人", "架空花火", (ConsulterKind.COMPANY, "架空花火")),
        ("個人", "架空商店", (ConsulterKind.INDIVIDUAL, "")),
        ("匿名", "株式会社架空", (ConsulterKind.ANONYMOUS, "")),
    ],
)
def test_a_column_that_says_what_kind_of_consulter_it_was_is_believed(kind, written, expected):
    read = entry(mapped("法人・個人", "kind"), headings={"法人・個人": kind}, company=written)

    assert (read.kind, read.company) == expected
    assert (COLUMNS["company"] in read.sealed) is (expected[1] == "")


def test_a_name_too_long_for_a_company_is_refused():
    with pytest.raises(Refusal, match="企業名"):
        entry(company="株式会社" + "長" * 300)
