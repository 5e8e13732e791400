"""受付 — one call becomes one record, with everything around it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.models import Company, ContactPerson
from madoguchi.company.companies.queries import suggest
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.acquainting import because
from madoguchi.desk.consultations.models import Caller, Consultation, Draft
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.words import ConsulterKind, State, Urgency
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core import case_number
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.factories import unlocked
from madoguchi.foundation.vault.models import Keyring


def test_gives_a_number_of_the_fiscal_year_that_can_be_said(call):
    row = actions.log_call(**call())
    assert row.number == case_number.clean(row.number)
    assert row.number.startswith(str(fiscal_year(timezone.localdate()))[2:])


def test_writes_one_line_of_the_diary_and_the_first_step(call):
    row = actions.log_call(**call())
    assert [line.deed for line in Line.objects.filter(stream=row.audit_stream())] == ["consultations.log"]
    assert [change.to_state for change in row.state_changes.all()] == [State.RECEIVED]


def test_is_found_by_two_characters_of_its_gist(call, desk):
    row = actions.log_call(**call(gist="退職者による顧客名簿の持ち出し"))
    assert [line.number for line in queries.desk_list(actor=desk.colleague, filters=Filters(q="名簿")).rows] == [
        row.number
    ]


def test_a_new_company_is_registered_and_known_to_the_office(call, desk):
    new = {"name": "架空精密株式会社", "prefecture": "23", "corporate_number": ""}
    row = actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, new_company=new))
    assert (row.company.name, row.prefecture) == ("架空精密株式会社", "23")
    assert [one.name for one in suggest(actor=desk.colleague, typed="架空精密")] == ["架空精密株式会社"]
    assert suggest(actor=desk.stranger, typed="架空精密") == []


def test_a_restricted_case_makes_its_company_known_to_its_people_and_managers_only(call, desk):
    new = {"name": "架空化学株式会社", "prefecture": "", "corporate_number": ""}
    actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, new_company=new, is_restricted=True))
    assert suggest(actor=desk.colleague, typed="架空化学") == []
    assert len(suggest(actor=desk.owner, typed="架空化学")) == len(suggest(actor=desk.manager, typed="架空化学")) == 1


def test_size_is_judged_by_what_the_office_knew(call, desk):
    company = companies.company(office=desk.centre)
    companies.size_fact(company=company, office=desk.centre, fiscal_year=2020, capital_yen=10_000_000, employees=30)
    row = actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=company))
    assert row.size == "SME"


def test_a_company_that_came_before_is_a_repeat_as_far_as_one_may_know(call, desk):
    soon = {"at": timezone.now() + timedelta(minutes=1)}
    assert actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=desk.company, **soon)).is_repeat
    hidden = companies.company(office=desk.centre)
    make.consultation(office=desk.window, company=hidden)
    assert not actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=hidden)).is_repeat


def test_only_an_earlier_case_of_the_same_office_makes_a_repeat(call, desk):
    people.member(Role.ADVISER, desk.window, of=desk.owner)
    company = companies.company(office=desk.window)
    make.consultation(office=desk.window, company=company)
    facts = {"consulter_kind": ConsulterKind.COMPANY, "company": company}
    first = actions.log_call(**call(**facts))
    before = actions.log_call(**call(**facts, received_at=first.received_at - timedelta(days=1)))

    assert (first.is_repeat, before.is_repeat) == (False, False)


def test_what_is_left_blank_counts_as_unknown(call):
    row = actions.log_call(**call(details={"enterprise_type": "", "consulter_role": ""}))

    assert (row.enterprise_type, row.consulter_role) == ("unknown", "unknown")


def test_sent_twice_it_is_recorded_once(call):
    submission = uuid4()
    first = actions.log_call(**call(submission=submission))
    second = actions.log_call(**call(submission=submission))
    assert first == second
    assert Consultation.objects.filter(submission=submission).count() == 1


def test_draws_again_when_the_number_is_taken(call, monkeypatch, desk):
    drawn = iter([desk.case.number, desk.case.number, "26-000-017"])
    monkeypatch.setattr(case_number, "draw", lambda year: next(drawn))
    assert actions.log_call(**call()).number == "26-000-017"


def test_gives_up_with_a_sentence_when_no_number_is_free(call, monkeypatch, desk):
    monkeypatch.setattr(case_number, "draw", lambda year: desk.case.number)
    with pytest.raises(Refusal):
        actions.log_call(**call())


def test_who_does_not_agree_to_a_record_stays_anonymous(call, desk):
    with pytest.raises(Refusal):
        actions.log_call(
            **call(consents={"record": False}, consulter_kind=ConsulterKind.COMPANY, company=desk.company)
        )
    with pytest.raises(Refusal):
        actions.log_call(**call(consents={"record": False}, contact={"name": "架空", "phone": "0", "email": ""}))
    row = actions.log_call(**call(consents={"record": False, "statistics": True}))
    assert {consent.kind: consent.is_given for consent in row.consents.all()} == {"record": False, "statistics": True}


def test_a_refused_call_leaves_nothing_behind(call):
    before = Company.objects.count()
    with pytest.raises(Refusal):
        actions.log_call(
            **call(consulter_kind=ConsulterKind.COMPANY, new_company={"name": " ", "corporate_number": ""})
        )
    assert Company.objects.count() == before


def test_a_contact_is_sealed_for_the_people_of_the_case(call, desk):
    contact = {"name": "架空 花子", "phone": "052-000-0000", "email": ""}
    told = call(consulter_kind=ConsulterKind.COMPANY, company=desk.company, contact=contact)
    row = actions.log_call(**told)
    assert "花子" not in str(vars(Caller.objects.get(consultation=row)))
    assert queries.caller_of(row, actor=unlocked(desk.owner)).name == "架空 花子"
    assert not ContactPerson.objects.exists()


def test_an_individual_may_leave_a_contact_too(call, desk):
    contact = {"name": "", "phone": "", "email": "hanako@example.jp"}
    row = actions.log_call(**call(consulter_kind=ConsulterKind.INDIVIDUAL, contact=contact))
    caller = queries.caller_of(row, actor=unlocked(desk.owner))
    assert (row.company, caller.name, caller.email) == (None, "", "hanako@example.jp")


def test_where_nobody_has_a_key_no_contact_is_taken_down(call, desk):
    Keyring.objects.update(replaced_at=timezone.now())
    before = Consultation.objects.count()
    with pytest.raises(NobodyHasAKey):
        actions.log_call(**call(contact={"name": "架空 花子", "phone": "1", "email": ""}))
    assert Consultation.objects.count() == before


def test_a_leak_that_goes_on_is_urgent(call):
    assert actions.log_call(**call(urgency_answers={"is_leaking": True})).urgency == Urgency.URGENT


def test_a_restricted_case_taken_down_for_others_stays_in_sight_of_who_took_it(call, desk):
    row = actions.log_call(**call(is_restricted=True, take=False))
    assert row.owner is None
    assert queries.is_in_sight(row, actor=desk.owner)


def test_is_received_in_the_past_or_now(call):
    with pytest.raises(Refusal):
        actions.log_call(**call(received_at=timezone.now() + timedelta(hours=1)))
    row = actions.log_call(**call(received_at=timezone.now() - timedelta(days=400)))
    assert row.number.startswith(str(row.fiscal_year)[2:])


def test_only_the_offices_own_counter_logs(call, desk):
    for person in (desk.stranger, desk.expert, desk.analyst):
        with pytest.raises(PermissionDenied):
            actions.log_call(**call(by=person))


def test_discards_the_draft_of_its_own_page_and_no_other(call, desk):
    page, other = uuid4(), uuid4()
    for submission, by in ((page, desk.owner), (other, desk.owner), (page, desk.colleague)):
        actions.save_draft(submission=submission, typed={"gist": ["途中"]}, by=by, at=timezone.now())
    actions.log_call(**call(submission=page))
    left = {(draft.submission, draft.person) for draft in Draft.objects.all()}
    assert left == {(other, desk.owner), (page, desk.colleague)}


def test_a_page_that_has_become_a_record_keeps_no_draft(call, desk):
    page = uuid4()
    actions.log_call(**call(submission=page))
    actions.save_draft(submission=page, typed={"gist": ["遅れて届く"]}, by=desk.owner, at=timezone.now())
    assert not Draft.objects.exists()


def test_size_told_in_a_case_out_of_sight_does_not_size_a_colleagues_case(call, desk):
    company = companies.company()
    hidden = make.consultation(office=desk.centre, company=company, owner=desk.owner, is_restricted=True)
    companies.size_fact(company=company, office=desk.centre, because=because(hidden), employees=3)
    told = {"consulter_kind": ConsulterKind.COMPANY, "company": company}
    assert actions.log_call(**call(**told, by=desk.colleague)).size == EnterpriseSize.UNKNOWN
    assert actions.log_call(**call(**told)).size != EnterpriseSize.UNKNOWN


@pytest.mark.parametrize("year", [1, 1000, 1999])
def test_a_call_of_another_century_is_refused(call, year):
    with pytest.raises(Refusal, match="古すぎます"):
        actions.log_call(**call(received_at=datetime(year, 1, 2, tzinfo=TOKYO)))
