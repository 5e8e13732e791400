"""統合 — two become one with both histories, and two again as if nothing had been."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from madoguchi.company.companies import actions, queries, twins
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import (
    Acquaintance,
    Arrival,
    Company,
    ContactPerson,
    Merge,
    SizeFact,
)
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault.factories import unlocked

NUMBER, OTHER_NUMBER = "7123456789012", "4011001098993"
NAME, ALSO = "株式会社さくら精機", "さくら精機"
CASE, OTHER_CASE = "case:1", "case:2"
NOW = timezone.now()


@pytest.fixture
def centre(db):
    return people.office()


@pytest.fixture
def window(db):
    return people.office(code="23")


@pytest.fixture
def manager(centre):
    return people.member(Role.MANAGER, centre)


@pytest.fixture
def kept(centre):
    return make.company(name=NAME, office=centre, address="名古屋市架空町1")


@pytest.fixture
def gone(window):
    return make.company(name=ALSO, office=window)


def again(row):
    return type(row).objects.get(pk=row.pk)


def merge(kept, gone, by, takes=()):
    seen = (again(kept).version, again(gone).version)
    return actions.merge(kept=kept, gone=gone, takes=takes, seen=seen, by=by, at=NOW)


def undo(merge, by):
    return actions.undo_merge(merge=merge, by=by, at=NOW)


def test_who_knew_either_knows_the_one_that_stays(centre, window, manager, kept, gone):
    ours, theirs = people.member(Role.ADVISER, centre), people.member(Role.ADVISER, window)

    merge(kept, gone, manager)

    for person in (ours, theirs):
        assert list(queries.known(actor=person).rows) == [kept]
        assert [found.company_id for found in queries.suggest(actor=person, typed="さくら")] == [kept.pk]
        assert queries.standing(gone.pk, actor=person) == kept
    assert twins.proposed(actor=manager).pairs == []


def test_walls_come_along_and_stay_where_they_were(centre, manager, kept, gone):
    walled, member = people.member(Role.ADVISER, centre), people.member(Role.ADVISER, centre)
    Acquaintance.objects.filter(company=kept).delete()
    actions.reacquaint(company=kept, because=CASE, offices=[centre])
    actions.reacquaint(company=gone, because=OTHER_CASE, offices=[centre], except_persons=[walled])
    behind = make.size_fact(company=gone, office=centre, because=OTHER_CASE)

    merge(kept, gone, manager)

    assert [year.fact for year in queries.sizes_of(kept, actor=member)] == [behind]
    assert queries.sizes_of(kept, actor=walled) == []


def test_contacts_are_still_opened_by_whoever_was_told(window, manager, kept, gone):
    reader = unlocked(people.member(Role.ADVISER, window))
    make.contact(company=gone, office=window, name="架空 花子")

    merge(kept, gone, manager)

    assert [one.name for one in queries.contacts_of(again(kept), actor=reader)] == ["架空 花子"]


def test_a_number_is_never_lost(manager, kept, gone):
    Company.objects.filter(pk=gone.pk).update(corporate_number=NUMBER)

    done = merge(kept, gone, manager)
    assert (again(kept).corporate_number, again(gone).corporate_number) == (NUMBER, None)
    assert queries.with_number(NUMBER) == kept

    undo(done, manager)
    assert (again(kept).corporate_number, again(gone).corporate_number) == (None, NUMBER)


def test_two_numbers_are_two_companies(manager, kept, gone):
    seen = (0, 0)
    Company.objects.filter(pk=kept.pk).update(corporate_number=NUMBER)
    Company.objects.filter(pk=gone.pk).update(corporate_number=OTHER_NUMBER)

    with pytest.raises(Refusal):
        actions.merge(kept=kept, gone=gone, seen=seen, by=manager, at=NOW)


def test_name_and_place_are_taken_from_either(window, manager, kept):
    slip = make.company(name="株式会社さくろ精機", office=window)
    merge(kept, slip, manager, takes=["name"])

    row = again(kept)
    assert (row.name, row.folded, row.address) == (slip.name, slip.folded, "名古屋市架空町1")
    assert "さくろ精機" in row.spellings.values_list("key", flat=True)


def test_the_name_that_was_not_taken_goes_on_meaning_the_company(manager, kept, gone):
    merge(kept, gone, manager, takes=["name"])

    assert queries.also_called([kept.pk]) == [(kept.pk, NAME)]


@pytest.mark.parametrize("takes", [[], ["name"]])
@pytest.mark.parametrize("numbered", ["kept", "gone", ""])
def test_the_next_logbook_finds_the_company_by_either_name(centre, manager, kept, gone, takes, numbered):
    if numbered:
        Company.objects.filter(pk={"kept": kept, "gone": gone}[numbered].pk).update(corporate_number=NUMBER)
    merge(kept, gone, manager, takes=takes)
    arrival = Arrival.objects.create(office=centre, begun_at=NOW)

    named = [actions.Named(NAME, "23", ""), actions.Named(ALSO, "23", "")]

    assert {company.pk for company in actions.bring(named, arrival=arrival, at=NOW).values()} == {kept.pk}


def test_of_two_with_people_of_their_own_neither_is_merged(manager, kept, gone):
    steward = people.member(Role.STEWARD, make.room_of(gone))
    people.member(Role.EMPLOYEE, make.room_of(kept))

    with pytest.raises(Refusal, match="所属を終了"):
        merge(kept, gone, manager)

    steward.memberships.update(
        from_date=timezone.localdate() - timedelta(days=9), until_date=timezone.localdate() - timedelta(days=1)
    )
    merge(kept, gone, manager)
    assert again(kept).organisation == kept.organisation


def test_people_of_the_one_that_went_belong_to_the_one_that_stays(manager, kept, gone):
    make.room_of(kept)  # nobody is in it
    steward = people.member(Role.STEWARD, make.room_of(gone))

    done = merge(kept, gone, manager)
    assert list(Company.objects.visible_to(again(steward))) == [kept]

    undo(done, manager)
    assert list(Company.objects.visible_to(again(steward))) == [gone]
    assert again(kept).organisation == kept.organisation


def test_of_two_sizes_told_alike_the_other_stays_on_record(centre, manager, kept, gone):
    told = {"office": centre, "because": "arrival:1"}
    shown = make.size_fact(company=kept, **told)
    on_record = make.size_fact(company=gone, **told)
    later = make.size_fact(company=gone, **told, fiscal_year=2018)

    merge(kept, gone, manager)

    assert set(SizeFact.objects.filter(company=kept)) == {shown, later}
    assert list(SizeFact.objects.filter(company=gone)) == [on_record]


def test_both_streams_tell_of_a_merge_and_of_its_undoing(manager, kept, gone):
    undo(merge(kept, gone, manager), manager)

    for company in (kept, gone):
        lines = Line.objects.filter(stream=company.audit_stream()).order_by("seq")
        assert [line.deed for line in lines] == ["companies.merge", "companies.undo_merge"]


def test_what_was_corrected_since_it_was_compared_is_compared_again(manager, kept, gone):
    adviser = manager
    actions.correct(company=kept, seen_version=0, changes={"address": "架空町2"}, by=adviser, at=NOW)

    with pytest.raises(Conflict):
        actions.merge(kept=kept, gone=gone, seen=(0, 0), by=manager, at=NOW)


@pytest.mark.parametrize("role", [Role.ADVISER, Role.ANALYST, Role.OPERATOR])
def test_only_a_manager_of_the_centre_merges_undoes_and_sets_apart(centre, window, manager, kept, gone, role):
    done = merge(kept, gone, manager)
    one, other = make.company(name="うめ", office=centre), make.company(name="株式会社うめ", office=centre)
    apart = actions.set_apart(one=one, other=other, by=manager, at=NOW)

    for person in (people.member(role, centre), people.member(Role.MANAGER, window)):
        for deed in (
            lambda by: merge(one, other, by),
            lambda by: undo(done, by),
            lambda by: actions.set_apart(one=one, other=other, by=by, at=NOW),
            lambda by: actions.propose_again(apart=apart, by=by, at=NOW),
        ):
            with pytest.raises(PermissionDenied):
                deed(person)


def test_whoever_is_behind_a_wall_merges_and_undoes_nothing(centre, window, manager, kept, gone):
    done = merge(kept, gone, manager)
    actions.reacquaint(company=kept, because=CASE, offices=[window], except_persons=[manager])
    third = make.company(name=NAME, office=centre)

    with pytest.raises(Merge.DoesNotExist):
        undo(done, manager)
    with pytest.raises(Refusal):
        merge(kept, third, manager)


def test_what_was_not_alike_is_not_merged(centre, manager, kept):
    with pytest.raises(Refusal):
        merge(kept, make.company(name="株式会社うめ", office=centre), manager)


# Undoing


def test_what_was_changed_since_is_let_be_and_named(manager, kept, gone):
    done = merge(kept, gone, manager, takes=["name"])
    actions.correct(company=kept, seen_version=1, changes={"name": "株式会社桜精機"}, by=manager, at=NOW)

    undone = undo(done, manager)

    assert undone.left == ["name"]
    assert (again(kept).name, again(gone).name) == ("株式会社桜精機", ALSO)


def test_what_was_told_since_through_a_reason_goes_back_with_it(window, manager, kept, gone):
    told = people.member(Role.ADVISER, window)
    done = merge(kept, gone, manager)
    stated = actions.state_size(
        company=kept, fiscal_year=2018, capital_yen=1, employees=None, industry="", by=told, at=NOW
    )

    undo(done, manager)

    assert again(stated).company == gone
    assert [year.fact for year in queries.sizes_of(gone, actor=told)] == [stated]


def test_an_acquaintance_made_anew_since_goes_back_with_its_case(centre, manager, kept, gone):
    actions.reacquaint(company=gone, because=CASE, offices=[centre])
    done = merge(kept, gone, manager)
    actions.reacquaint(company=kept, because=CASE, managers_of=[centre])

    undo(done, manager)

    assert Acquaintance.objects.get(because=CASE).company == gone


def test_a_contact_removed_since_is_named(window, manager, kept, gone):
    contact = make.contact(company=gone, office=window)
    done = merge(kept, gone, manager)
    actions.remove_contact(contact=contact, by=people.member(Role.ADVISER, window), at=NOW)

    assert undo(done, manager).left == ["companies.ContactPerson.company"]
    assert not ContactPerson.objects.exists()


def test_a_number_registered_elsewhere_since_is_not_given_twice(centre, manager, kept, gone):
    Company.objects.filter(pk=gone.pk).update(corporate_number=NUMBER)
    done = merge(kept, gone, manager)
    actions.correct(company=kept, seen_version=1, changes={"corporate_number": ""}, by=manager, at=NOW)
    make.company(name="株式会社うめ", office=centre, corporate_number=NUMBER)

    with pytest.raises(Refusal, match="別の企業に登録"):
        undo(done, manager)
    assert again(gone).merged_into == kept


def test_a_number_taken_off_since_goes_back_to_its_company(manager, kept, gone):
    Company.objects.filter(pk=gone.pk).update(corporate_number=NUMBER)
    done = merge(kept, gone, manager)
    actions.correct(company=kept, seen_version=1, changes={"corporate_number": ""}, by=manager, at=NOW)

    assert undo(done, manager).left == ["corporate_number"]
    assert again(gone).corporate_number == NUMBER


def test_the_last_merge_is_undone_first(centre, manager, kept, gone):
    first = merge(kept, gone, manager)
    second = merge(make.company(name=NAME, office=centre), kept, manager)

    assert again(gone).merged_into_id == second.kept_id
    with pytest.raises(Refusal, match="あとから行った統合"):
        undo(first, manager)

    undo(second, manager)
    assert again(gone).merged_into == kept
    undo(again(first), manager)
    assert again(gone).merged_into is None


def test_of_two_merges_into_one_the_last_is_undone_first(centre, manager, kept, gone):
    first = merge(kept, gone, manager)
    second = merge(kept, make.company(name=NAME, office=centre), manager)

    with pytest.raises(Refusal):
        undo(first, manager)
    undo(second, manager)
    undo(first, manager)
    with pytest.raises(Refusal, match="すでに元に"):
        undo(first, manager)


def test_an_import_taken_back_after_a_merge_leaves_both_on_record(centre, manager, kept):
    arrival = Arrival.objects.create(office=centre, begun_at=NOW, shown_at=NOW)
    (brought,) = actions.bring([actions.Named(ALSO, "23", "")], arrival=arrival, at=NOW).values()
    actions.acquaint_many({CASE: brought}, arrival=arrival)
    actions.state_sizes([actions.Stated(brought.pk, 2017, 1, None, "")], arrival=arrival)
    done = merge(kept, brought, manager)

    actions.forget_arrival(arrival, [kept.pk])

    assert not Acquaintance.objects.filter(arrival=arrival).exists()
    assert not SizeFact.objects.exists()
    undo(done, manager)
    actions.forget_arrival(arrival, [brought.pk])
    assert Company.objects.filter(pk=brought.pk).exists()


def test_who_was_about_to_use_a_company_uses_the_one_it_went_into(manager, kept, gone):
    merge(kept, gone, manager)

    assert actions.held(gone) == kept


def test_nothing_is_written_to_a_company_that_went(window, manager, kept, gone):
    merge(kept, gone, manager)
    actions.acquaint_many({CASE: gone}, arrival=Arrival.objects.create(office=window, begun_at=NOW, shown_at=NOW))

    with pytest.raises(Refusal, match="統合されました"):
        actions.correct(
            company=gone, seen_version=0, changes={"address": "x"}, by=people.member(Role.ADVISER, window), at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_each_into_the_other_at_once_one_is_refused(shared_database):
    centre = people.office()
    one, other = make.company(name=NAME, office=centre), make.company(name=ALSO, office=centre)
    managers = [people.member(Role.MANAGER, centre) for _ in range(2)]
    barrier = Barrier(2)
    shared_database()

    def go(kept, gone, by):
        try:
            barrier.wait()
            actions.merge(kept=kept, gone=gone, seen=(0, 0), by=by, at=NOW)
            return "merged"
        except Refusal:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(go, one, other, managers[0]), pool.submit(go, other, one, managers[1])]
        assert sorted(each.result() for each in both) == ["merged", "refused"]
