"""やること — of one company, for its people alone; it works without a desk."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.company.todo import access, actions
from madoguchi.company.todo import factories as make
from madoguchi.company.todo.models import Task, TaskState
from madoguchi.company.todo.steps import has_a_task
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.factories import pocketed

DAY = timedelta(days=1)


@pytest.fixture
def room(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())
    return companies.room_of(companies.company(name="株式会社架空製作所"))


@pytest.fixture
def steward(room):
    return people.member(Role.STEWARD, room)


@pytest.fixture
def employee(room):
    return people.member(Role.EMPLOYEE, room)


@pytest.fixture
def at_home(client, steward):
    pocketed(client, steward)
    return client


def mark(by):
    return {"by": by, "at": timezone.now()}


def test_everybody_of_the_company_sees_a_task_and_nobody_else(room, steward, employee):
    task = make.task(room, by=steward)
    adviser = people.member(Role.ADVISER, people.office())
    grants.grant(room, adviser, by=steward)
    other = people.member(Role.STEWARD, companies.room_of(companies.company()))
    seen = {
        who: Task.objects.visible_to(who).filter(pk=task.pk).exists() for who in (steward, employee, adviser, other)
    }
    assert list(seen.values()) == [True, True, False, False]


def test_an_employee_ticks_off_and_does_not_drop(room, steward, employee):
    task = make.task(room, by=steward)
    with pytest.raises(PermissionDenied):
        actions.drop(task=task, **mark(employee))
    with pytest.raises(PermissionDenied):
        actions.ask(organisation=room, title="x", due_date=timezone.localdate(), **mark(employee))
    assert actions.finish(task=task, **mark(employee)).ended_by == employee


def test_what_is_ended_ends_once_and_is_taken_up_again(room, steward):
    task = make.task(room, by=steward)
    actions.drop(task=task, **mark(steward))
    with pytest.raises(Refusal):
        actions.finish(task=task, **mark(steward))
    assert actions.take_up(task=task, **mark(steward)).state == TaskState.OPEN


def test_a_day_that_is_over_is_no_day_for_a_task(room, steward):
    with pytest.raises(Refusal) as refused:
        actions.postpone(task=make.task(room, by=steward), due_date=timezone.localdate() - DAY, **mark(steward))
    assert refused.value.field == "due_date"


@pytest.mark.parametrize("role", [Role.STEWARD, Role.HEAD, Role.EMPLOYEE])
def test_buttons_tell_the_truth(room, role):
    person = people.member(role, room)
    doing = {
        "finish": actions.finish,
        "drop": actions.drop,
        "take_up": actions.take_up,
        "postpone": lambda **said: actions.postpone(due_date=timezone.localdate(), **said),
    }
    for state in TaskState:
        ended = {} if state == TaskState.OPEN else {"ended_at": timezone.now(), "ended_by": person}
        task = partial(make.task, room, by=person, state=state, **ended)
        offered = {deed.code for deed in access.deeds(person, task())}
        assert {code for code, deed in doing.items() if succeeds(deed, task(), person)} == offered, state


def succeeds(deed, task, person):
    try:
        deed(task=task, **mark(person))
    except (Refusal, PermissionDenied):
        return False
    return True


@pytest.mark.parametrize(("days", "label"), [(-1, "期日を過ぎたことをする"), (3, "やることを確かめる"), (30, None)])
def test_the_home_says_what_is_next(room, steward, days, label):
    make.task(room, by=steward, due_date=timezone.localdate() + days * DAY)
    step = has_a_task(steward, room)
    assert (step.label if step else None) == label


def test_a_task_by_form(room, at_home):
    url = reverse("todo:ask", args=[room.pk])
    answer = at_home.post(url, {"title": "規程を掲示する", "due_date": "2020-01-01"})
    assert (answer.status_code, "規程を掲示する" in answer.text, "今日より後" in answer.text) == (422, True, True)
    assert at_home.post(url, {"title": "規程を掲示する", "due_date": str(timezone.localdate())}).status_code == 302
    task = Task.objects.get()
    assert "規程を掲示する" in at_home.get(reverse("todo:index", args=[room.pk])).text
    assert at_home.post(reverse("todo:finish", args=[room.pk, task.pk])).status_code == 302
    assert "規程を掲示する" in at_home.get(reverse("todo:index", args=[room.pk]), {"shown": "ended"}).text


def test_another_company_s_task_is_not_there(room, steward, client):
    task = make.task(room, by=steward)
    pocketed(client, people.member(Role.STEWARD, companies.room_of(companies.company())))
    assert client.get(reverse("todo:index", args=[room.pk])).status_code == 404
    assert client.post(reverse("todo:finish", args=[room.pk, task.pk])).status_code == 404


def test_the_list_costs_the_same_for_many(room, steward, at_home):
    url = reverse("todo:index", args=[room.pk])
    make.task(room, by=steward)
    at_home.get(url)
    counts = []
    for number in (0, 20):
        for _ in range(number):
            make.task(room, by=people.member(Role.HEAD, room))
        with CaptureQueriesContext(connection) as asked:
            at_home.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_overdue_ones_come_first_and_pages_are_turned_by_key(room, steward, at_home):
    today = timezone.localdate()
    late = make.task(room, by=steward, due_date=today - DAY)
    for one in range(52):
        make.task(room, by=steward, due_date=today + one * DAY)
    page = at_home.get(reverse("todo:index", args=[room.pk]))
    rows = page.context["rows"]
    assert (rows[0][0], len(rows), bool(page.context["pager"]["next_url"])) == (late, 50, True)
