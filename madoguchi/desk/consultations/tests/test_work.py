"""仕事 — correcting, answering, moving, ending, reopening, restricting, consenting, linking: action and page."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.queries import suggest
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.states import MOVES
from madoguchi.desk.consultations.words import ENDED, State, Urgency
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal

NOW = timezone.now()
CLOSING = {"outcome": "advised", "reason": "informed"}


def by(person):
    return {"by": person, "at": NOW}


def deeds_of(row):
    return [line.deed for line in Line.objects.filter(stream=row.audit_stream()).order_by("seq")]


def page_of(row, deed):
    return f"/consultations/{row.number}/{deed}/"


def found(actor, words):
    return [row.number for row in queries.desk_list(actor=actor, filters=Filters(q=words)).rows]


# Closing


def test_closing_writes_outcome_reason_history_and_one_line(desk):
    row = actions.close(consultation=desk.case, **CLOSING, **by(desk.owner))
    assert (row.state, row.outcome, row.close_reason, row.closed_by) == ("closed", "advised", "informed", desk.owner)
    assert [change.to_state for change in row.state_changes.all()] == ["closed"]
    assert deeds_of(row) == ["consultations.close"]


def test_closing_happens_only_once(desk):
    actions.close(consultation=desk.case, **CLOSING, **by(desk.owner))
    with pytest.raises(Refusal):
        actions.close(consultation=desk.case, **CLOSING, **by(desk.manager))


@pytest.mark.parametrize("state", [state for state in State if state not in ENDED])
def test_closing_is_possible_from_any_open_state(desk, state):
    row = make.consultation(office=desk.centre, owner=desk.owner, state=state)
    assert actions.close(consultation=row, **CLOSING, **by(desk.owner)).state == State.CLOSED


def test_closing_is_out_of_reach_for_another_office(desk):
    with pytest.raises(Consultation.DoesNotExist):
        actions.close(consultation=desk.case, **CLOSING, **by(desk.stranger))


def test_an_ended_case_has_its_moment_whatever_writes_it(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=desk.case.pk).update(state=State.CLOSED)


def test_the_closing_form_is_shown_again_with_the_reason(desk, client):
    client.force_login(desk.owner)
    assert client.post(page_of(desk.case, "close"), {"outcome": ""}).status_code == 422
    assert client.post(page_of(desk.case, "close"), CLOSING).headers["Location"] == desk.case.get_absolute_url()
    refused = client.post(page_of(desk.case, "close"), CLOSING)
    assert refused.status_code == 422
    assert "すでに終了しています" in refused.text


def test_a_page_of_a_case_out_of_sight_answers_404_and_is_no_look(desk, client):
    client.force_login(desk.stranger)
    assert client.get(page_of(desk.case, "close")).status_code == 404
    assert deeds_of(desk.case) == []
    client.force_login(desk.owner)
    assert client.get(page_of(desk.case, "close")).status_code == 200
    assert deeds_of(desk.case) == ["look"]


def test_an_address_no_case_could_have_answers_404(desk, client):
    client.force_login(desk.owner)
    for number in ("%00", "x" * 21, "26-000-000"):
        assert client.get(f"/consultations/{number}/close/").status_code == 404


def test_a_colleague_may_look_but_not_close(desk, client):
    client.force_login(desk.colleague)
    assert client.get(page_of(desk.case, "close")).status_code == 403
    assert client.post(page_of(desk.case, "close"), CLOSING).status_code == 403


# Withdrawing, reopening, moving


def test_withdrawing_ends_a_case(desk, client):
    client.force_login(desk.owner)
    assert client.post(page_of(desk.case, "withdraw")).status_code == 302
    desk.case.refresh_from_db()
    assert (desk.case.state, desk.case.closed_by) == (State.WITHDRAWN, desk.owner)


@pytest.mark.parametrize("state", [*ENDED, State.REFERRED])
def test_reopening_takes_outcome_and_end_away(desk, state):
    row = make.consultation(office=desk.centre, owner=desk.owner, state=state)
    row = actions.reopen(consultation=row, **by(desk.owner))
    assert (row.state, row.closed_at, row.outcome) == (State.REOPENED, None, "")
    with pytest.raises(Refusal):
        actions.reopen(consultation=row, **by(desk.owner))


class AnyStep(TestCase):
    @hypothesis_settings(max_examples=60, deadline=None)
    @given(now=st.sampled_from(State), wanted=st.sampled_from(State))
    def test_moving_follows_the_table(self, now, wanted):
        office = people.office()
        owner = people.member(Role.ADVISER, office)
        row = make.consultation(office=office, owner=owner, state=now)
        if wanted in MOVES.get(now, ()):
            assert actions.move(consultation=row, to_state=wanted, **by(owner)).state == wanted
            assert row.state_changes.get().from_state == now
        else:
            with pytest.raises(Refusal):
                actions.move(consultation=row, to_state=wanted, **by(owner))


def test_no_step_of_the_table_ends_or_reopens_a_case():
    reached = {state for steps in MOVES.values() for state in steps}
    assert not reached & {*ENDED, State.REOPENED, State.RECEIVED}
    assert not MOVES.keys() & {*ENDED}


def test_a_colleague_moves_to_booked_only(desk):
    with pytest.raises(PermissionDenied):
        actions.move(consultation=desk.case, to_state=State.WORKING, **by(desk.colleague))
    assert actions.move(consultation=desk.case, to_state=State.BOOKED, **by(desk.colleague)).state == State.BOOKED


# Correcting and answering


def test_a_correction_is_found_by_its_new_words_and_no_more_by_the_old(desk):
    old = desk.case.gist
    actions.correct(consultation=desk.case, seen_version=0, changes={"gist": "金型図面の扱い"}, **by(desk.owner))
    assert found(desk.owner, "図面") == [desk.case.number]
    assert found(desk.owner, old) == []


def test_a_correction_judges_urgency_again(desk):
    row = actions.correct(consultation=desk.case, seen_version=0, changes={"is_leaking": True}, **by(desk.owner))
    assert row.urgency == Urgency.URGENT


def test_a_correction_replaces_the_secondary_categories(desk):
    for version, wanted in enumerate((["CON", "SEC"], ["SEC", "MGT"])):
        changes = {"secondary": wanted}
        actions.correct(consultation=desk.case, seen_version=version, changes=changes, **by(desk.owner))
    assert [row.category for row in desk.case.secondary_categories.all()] == ["SEC"]  # MGT is the primary one


def test_only_correctable_fields_are_corrected(desk):
    with pytest.raises(ValueError, match="owner"):
        actions.correct(consultation=desk.case, seen_version=0, changes={"owner": desk.colleague}, **by(desk.owner))


def test_the_second_of_two_people_is_told_and_loses_nothing(desk, client):
    client.force_login(desk.owner)
    page = BeautifulSoup(client.get(page_of(desk.case, "correct")).text, "html.parser")
    seen = page.select_one("[name=seen_version]")["value"]
    typed = {
        "seen_version": seen,
        "channel": "TEL",
        "category": "MGT",
        "enterprise_type": "unknown",
        "consulter_role": "unknown",
        "gist": "わたしの要旨",
    }
    actions.correct(consultation=desk.case, seen_version=0, changes={"gist": "先に保存された要旨"}, **by(desk.manager))

    told = client.post(page_of(desk.case, "correct"), typed)
    assert told.status_code == 422
    assert "先に保存された要旨" in told.text
    page = BeautifulSoup(told.text, "html.parser")
    assert page.select_one("textarea[name=gist]").text.strip() == "わたしの要旨"
    assert desk.manager.name in page.select_one("section[aria-labelledby=conflict-title]").text
    assert len(page.select(".conflict .differs")) == 1
    assert found(desk.owner, "先に保存") == [desk.case.number]

    again = typed | {"seen_version": page.select_one("[name=seen_version]")["value"]}
    assert client.post(page_of(desk.case, "correct"), again).status_code == 302
    assert found(desk.owner, "わたしの要旨") == [desk.case.number]


def test_two_answers_at_once_conflict(desk):
    actions.answer(consultation=desk.case, seen_version=0, answer_gist="一", **by(desk.owner))
    with pytest.raises(Conflict):
        actions.answer(consultation=desk.case, seen_version=0, answer_gist="二", **by(desk.manager))
    desk.case.refresh_from_db()
    assert desk.case.answer_gist == "一"


def test_the_moment_of_the_first_answer_stays(desk):
    first = actions.answer(consultation=desk.case, seen_version=0, answer_gist="一", by=desk.owner, at=NOW)
    later = NOW + timedelta(days=1)
    second = actions.answer(consultation=desk.case, seen_version=1, answer_gist="二", by=desk.owner, at=later)
    assert second.answered_at == first.answered_at == NOW


def test_an_answer_on_its_page(desk, client):
    client.force_login(desk.owner)
    assert client.post(page_of(desk.case, "answer"), {"seen_version": 0, "answer_gist": " "}).status_code == 422
    sent = client.post(page_of(desk.case, "answer"), {"seen_version": 0, "answer_gist": "規程の型を示した"})
    assert sent.headers["Location"] == desk.case.get_absolute_url()
    assert found(desk.owner, "規程の型") == [desk.case.number]


class AnyGist(TestCase):
    TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=200)

    @hypothesis_settings(max_examples=30, deadline=None)
    @given(gist=TEXT.filter(str.strip))
    def test_is_kept_letter_for_letter(self, gist):
        office = people.office()
        owner = people.member(Role.ADVISER, office)
        row = make.consultation(office=office, owner=owner)
        actions.correct(consultation=row, seen_version=0, changes={"gist": gist}, **by(owner))
        row.refresh_from_db()
        assert row.gist == gist


# Restricting


def test_restricting_hides_the_case_from_colleagues_everywhere(desk):
    actions.restrict(consultation=desk.case, is_restricted=True, **by(desk.owner))
    assert not queries.is_in_sight(desk.case, actor=desk.colleague)
    assert found(desk.colleague, desk.case.gist) == []
    assert suggest(actor=desk.colleague, typed="架空製作所") == []
    assert found(desk.manager, "架空製作所") == [desk.case.number]
    assert found(desk.manager, desk.case.gist) == []

    actions.restrict(consultation=desk.case, is_restricted=False, **by(desk.owner))
    assert found(desk.colleague, desk.case.gist) == [desk.case.number]
    assert len(suggest(actor=desk.colleague, typed="架空製作所")) == 1


def test_restricting_a_case_of_nobody_may_put_it_out_of_ones_own_sight(desk, client):
    row = make.consultation(office=desk.centre)
    client.force_login(desk.colleague)
    answer = client.post(page_of(row, "restrict"), {"is_restricted": "yes"})
    assert answer.headers["Location"] == "/consultations/"


# Consents, links


def test_the_latest_consent_of_a_kind_holds(desk, client):
    client.force_login(desk.owner)
    for answer in ("yes", "no"):
        client.post(page_of(desk.case, "consent"), {"kind": "publication", "is_given": answer})
    assert [(one.kind, one.is_given) for one in queries.latest_consents(desk.case)] == [("publication", False)]
    assert desk.case.consents.count() == 2


def test_cases_of_one_company_are_linked_once_and_unlinked(desk, client):
    client.force_login(desk.owner)
    other = make.consultation(office=desk.centre, company=desk.company)
    assert client.post(page_of(desk.case, "link"), {"other": other.pk}).status_code == 302
    assert list(queries.links_of(actor=desk.owner, row=other)) == [desk.case]
    with pytest.raises(Refusal):
        actions.link(consultation=other, other=desk.case, **by(desk.manager))
    assert client.post(page_of(desk.case, f"link/{other.number}/unlink")).status_code == 302
    assert not queries.links_of(actor=desk.owner, row=other).exists()


def test_cases_of_different_companies_are_not_linked(desk):
    other = make.consultation(office=desk.centre, company=companies.company())
    with pytest.raises(Refusal):
        actions.link(consultation=desk.case, other=other, **by(desk.owner))


def test_a_link_does_not_give_away_a_case_out_of_sight(desk):
    hidden = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=True)
    actions.link(consultation=desk.case, other=hidden, **by(desk.owner))
    assert not queries.links_of(actor=desk.colleague, row=desk.case).exists()
    assert hidden not in queries.linkable(actor=desk.colleague, row=desk.case)
    with pytest.raises(Consultation.DoesNotExist):
        actions.link(
            consultation=make.consultation(office=desk.centre, company=desk.company),
            other=hidden,
            **by(desk.colleague),
        )
