"""集計の欄 — what figures count by is written where it happens: time to the first answer, size and industry."""

from datetime import datetime, time, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import COUNTED, Consultation
from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import TOKYO

FRIDAY = datetime(2025, 6, 6, 17, 15, tzinfo=TOKYO)
MONDAY = datetime(2025, 6, 9, 9, 30, tzinfo=TOKYO)
CLOSING = {"outcome": "advised", "reason": "informed"}


@pytest.fixture
def case(desk):
    """Received on a Friday, half an hour before the desk closes."""
    return make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, received_at=FRIDAY)


def answered(case, desk, at):
    version = Consultation.objects.get(pk=case.pk).version
    return actions.answer(consultation=case, seen_version=version, answer_gist="助言した", by=desk.owner, at=at)


def test_the_first_answer_is_counted_in_opening_hours_and_stays(case, desk):
    assert answered(case, desk, MONDAY).answer_minutes == 60
    assert answered(case, desk, MONDAY + timedelta(days=3)).answer_minutes == 60


def test_the_hours_and_closed_days_are_those_the_office_has_told(case, desk):
    profile = people.profile(desk.centre)
    profile.opens_at, profile.closes_at = time(9, 15), time(17, 30)
    profile.save()
    profile.closed_days.create(date=MONDAY.date())

    assert answered(case, desk, MONDAY + timedelta(days=1)).answer_minutes == 30


def test_an_answer_in_the_conversation_counts_too(case, desk):
    actions.write(consultation=case, kind="answer", body="規程を作ってください", by=desk.owner, at=MONDAY)

    assert Consultation.objects.get(pk=case.pk).answer_minutes == 60


def test_a_call_answered_at_once_took_no_time(call, desk):
    row = actions.log_call(**call(answer_gist="その場で答えた", at=MONDAY))

    assert (row.answered_at, row.answer_minutes) == (MONDAY, 0)


def test_a_call_takes_size_and_industry_over_from_its_company(call, desk):
    companies.size_fact(company=desk.company, office=desk.centre, industry="G-I", because=make_known(desk))

    row = actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=desk.company))

    assert (row.size, row.industry) == ("SME", "G")


@pytest.mark.parametrize("deed", ["correct", "close"])
def test_what_was_told_after_the_call_is_counted_when_the_case_is_touched_again(case, desk, deed):
    companies.size_fact(company=desk.company, office=desk.centre, because=make_known(desk))
    done = {"by": desk.owner, "at": MONDAY}
    if deed == "close":
        row = actions.close(consultation=case, **CLOSING, **done)
    else:
        row = actions.correct(consultation=case, seen_version=0, changes={"category": "STR"}, **done)

    row.refresh_from_db()
    assert (row.size, row.industry) == ("SME", "E")


def test_a_size_that_is_known_stays(case, desk):
    Consultation.objects.filter(pk=case.pk).update(size="LARGE")
    companies.size_fact(company=desk.company, office=desk.centre, because=make_known(desk))

    row = actions.close(consultation=case, **CLOSING, by=desk.owner, at=MONDAY)

    assert (row.size, row.industry) == ("LARGE", "E")


def test_figures_count_by_columns_without_names_and_texts():
    texts = {"number", "gist", "answer_gist", "source"}
    assert not texts & set(COUNTED)


def test_the_upgrade_fills_what_was_written_down_before(case, desk):
    companies.size_fact(company=desk.company, office=desk.centre, fiscal_year=2024, industry="SV")
    companies.size_fact(company=desk.company, office=desk.centre, fiscal_year=2026, industry="E")
    Consultation.objects.filter(pk=case.pk).update(answered_at=MONDAY)

    upgrade = import_module("madoguchi.desk.consultations.migrations.0013_figures")
    upgrade.fill(apps, SimpleNamespace(connection=connection))

    case.refresh_from_db()
    assert (case.industry, case.answer_minutes) == ("R", 60)


def make_known(desk):
    """Through which acquaintance the office was told."""
    return desk.company.acquaintances.filter(office=desk.centre).first().because
