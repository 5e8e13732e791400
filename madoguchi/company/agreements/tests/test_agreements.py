"""契約 — what is registered, renewed, ended; who sees the row and who opens the file."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from madoguchi.company.agreements import factories as make
from madoguchi.company.agreements.access import deeds
from madoguchi.company.agreements.models import Agreement, AgreementFile, Counterparty
from madoguchi.company.agreements.queries import in_force_with
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants

NEEDED = {"counterparty": "架空金属株式会社", "kind": "nda", "stage": "entrust", "from_date": "2026-04-01"}
DAY = timedelta(days=1)


def home(room, more=""):
    return f"/agreements/{room.pk}/{more}"


def test_an_agreement_is_in_force_from_its_first_to_its_last_day(room, steward):
    first, last = date(2026, 4, 1), date(2027, 3, 31)
    row = make.agreement(room, from_date=first, until_date=last, by=steward)

    days = [first - DAY, first, last, last + DAY]
    assert [Agreement.objects.in_force(day).exists() for day in days] == [False, True, True, False]
    assert [Agreement.objects.over(day).exists() for day in days] == [False, False, False, True]
    assert in_force_with(row.counterparty, first) == row
    assert in_force_with(make.counterparty(room, "架空商事"), first) is None


def test_without_a_last_day_it_goes_on(room, steward):
    make.agreement(room, from_date=date(2020, 4, 1), by=steward)

    assert Agreement.objects.in_force(date(2099, 1, 1)).exists()


def test_spellings_of_one_name_are_one_counterparty(room, steward, page):
    page(steward).post(home(room, "add/"), NEEDED)
    page(steward).post(home(room, "add/"), NEEDED | {"counterparty": "架空金属（株）", "kind": "joint"})

    assert Agreement.objects.count() == 2
    assert Counterparty.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"until_date": "2026-03-31"}, {"survival_months": "36", "is_survival_unlimited": "on"}, {"kind": ""}]
)
def test_what_contradicts_itself_is_refused_and_kept(room, steward, page, wrong):
    refused = page(steward).post(home(room, "add/"), NEEDED | wrong)

    assert refused.status_code == 422
    assert "架空金属株式会社" in refused.text
    assert not Agreement.objects.exists()


def test_renewing_ending_and_correcting_leave_a_history(room, steward, page):
    row = make.agreement(room, from_date=date(2026, 4, 1), until_date=date(2027, 3, 31), by=steward)
    address = row.get_absolute_url()

    assert page(steward).post(f"{address}renew/", {"until_date": "2027-03-31"}).status_code == 422
    page(steward).post(f"{address}renew/", {"until_date": "2028-03-31", "why": "一年延ばす"})
    page(steward).post(f"{address}end/", {"until_date": "2027-12-31", "why": "取引が終わった"})
    page(steward).post(
        f"{address}correct/", NEEDED | {"kind": "joint", "until_date": "2027-12-31", "why": "種類の誤り"}
    )

    seen = page(steward).get(address).text
    assert "終了日：2028-03-31 → 2027-12-31" in seen
    assert "契約の種類：秘密保持契約 → 共同研究・開発契約" in seen
    for why in ("一年延ばす", "取引が終わった", "種類の誤り"):
        assert why in seen


def test_a_file_is_opened_by_who_runs_the_company_alone(room, steward, head, adviser, page):
    row = make.agreement(room, by=steward)
    grants.grant(room, adviser, by=steward)
    content = SimpleUploadedFile("NDA-MARK.pdf", b"%PDF-mark")
    page(steward).post(f"{row.get_absolute_url()}files/", {"file": content})

    file = AgreementFile.objects.get()
    address = f"{row.get_absolute_url()}files/{file.pk}/"
    assert b"".join(page(steward).get(address)) == b"%PDF-mark"
    for other in (head, adviser):
        seen = page(other).get(row.get_absolute_url())
        assert seen.status_code == 200
        assert "NDA-MARK" not in seen.text
        assert page(other).get(address).status_code == 403


def test_the_list_says_only_that_there_is_a_file(room, steward, page, django_assert_max_num_queries):
    for number in range(12):
        row = make.agreement(room, name=f"架空{number}", by=steward)
    make.file(row, by=steward)
    client = page(steward)

    with django_assert_max_num_queries(12):
        seen = client.get(home(room)).text

    assert seen.count(">あり<") == 1


def test_employees_see_no_agreement_and_heads_write_none(room, employee, head, steward, page):
    make.agreement(room, by=steward)

    assert page(employee).get(home(room)).status_code == 403
    assert page(head).get(home(room)).status_code == 200
    assert page(head).post(home(room, "add/"), NEEDED).status_code == 403


def test_an_agreement_of_another_company_is_not_there(room, steward, page):
    other = make.agreement(companies.room_of(companies.company()))

    assert page(steward).get(other.get_absolute_url()).status_code == 404
    assert page(steward).get(home(room, f"{other.pk}/")).status_code == 404


def test_deeds_offered_are_the_deeds_that_succeed(room, steward, head, adviser):
    row = make.agreement(room, by=steward)

    assert [one.code for one in deeds(steward, row)] == ["renew", "end", "correct", "attach"]
    assert deeds(head, row) == deeds(adviser, row) == []


def test_today_is_a_day_of_an_agreement_that_began_today(room, steward):
    row = make.agreement(room, from_date=timezone.localdate(), by=steward)

    assert not row.is_over(timezone.localdate())
