"""受付 — putting jobs on the table."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.foundation.jobs.models import Job
from madoguchi.foundation.jobs.payload import CarriesContent, refuse_content
from madoguchi.foundation.jobs.running import drain
from madoguchi.foundation.jobs.tests import errands

ID = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1), st.booleans(), st.none(), st.text(max_size=64).filter(str.isprintable)
)
ANYTHING = st.recursive(
    st.one_of(ID, st.text(), st.floats(), st.binary(), st.integers()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner), st.tuples(inner)),
)


def test_a_job_waits_and_its_result_can_be_asked_for(db):
    result = errands.add.enqueue(1, b=2)
    assert (result.status, result.args, result.kwargs) == ("READY", [1], {"b": 2})

    drain()

    result.refresh()
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", 3, 1)
    assert errands.add.get_result(result.id).return_value == 3


def test_a_result_of_another_task_or_of_none_is_not_given(db):
    result = errands.add.enqueue(1, 2)

    with pytest.raises(TaskResultMismatch):
        errands.explode.get_result(result.id)
    for unknown in ("999999", "x"):
        with pytest.raises(TaskResultDoesNotExist):
            errands.add.get_result(unknown)


def test_a_transaction_rolled_back_leaves_no_job(transactional_db):
    with transaction.atomic():
        errands.add.enqueue(1, 2)
        assert Job.objects.exists()
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "content", ["長" * 65, "二行\n目", "\x00", 1.5, 2**63, b"x", {"a": 1}, (1,), [[1]], ["長" * 65], object()]
)
def test_content_is_refused_and_not_repeated(db, content):
    for args, kwargs in (([content], {}), ([], {"a": content})):
        with pytest.raises(CarriesContent) as refused:
            errands.add.enqueue(*args, **kwargs)
        assert str(content) not in str(refused.value)

    assert not Job.objects.exists()


def test_content_is_refused_as_a_name_too(db):
    with pytest.raises(CarriesContent):
        errands.add.enqueue(**{"長" * 65: 1})


@given(value=ANYTHING)
def test_what_is_let_pass_is_an_id_or_a_flat_list_of_ids(value):
    parts = value if isinstance(value, list) else [value]
    is_plain = all(
        part is None or isinstance(part, bool | int) or (isinstance(part, str) and len(part) <= 64) for part in parts
    )
    try:
        refuse_content(value)
    except CarriesContent:
        return
    assert is_plain


class AnyId(TestCase):
    @hypothesis_settings(max_examples=50, deadline=None)
    @given(value=st.one_of(ID, st.lists(ID, max_size=5)))
    def test_arrives_unchanged(self, value):
        result = errands.add.enqueue(value, b=value)
        row = Job.objects.get(pk=result.id)
        assert (row.args, row.kwargs) == ([value], {"b": value})


def test_the_urgent_come_first_and_the_later_ones_wait(db):
    now = timezone.now()
    ordinary = errands.add.enqueue(1, 1)
    urgent = errands.add.using(priority=10).enqueue(2, 2)
    errands.add.using(run_after=now + timedelta(hours=1)).enqueue(3, 3)

    assert [str(job.pk) for job in Job.objects.ripe(timezone.now())] == [urgent.id, ordinary.id]


@pytest.mark.parametrize("wrong", [{"state": "RUNNING"}, {"state": "FAILED"}, {"finished_at": timezone.now()}])
def test_the_database_refuses_a_job_in_no_true_state(db, wrong):
    result = errands.add.enqueue(1, 2)

    with pytest.raises(IntegrityError):
        Job.objects.filter(pk=result.id).update(**wrong)
