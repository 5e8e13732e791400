"""A form that is sent: the deed is done, or the reason stands on the form."""

import pytest
from django import forms
from django.test import RequestFactory

from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, typed
from madoguchi.foundation.core.errors import Refusal


class NumberForm(forms.Form):
    corporate_number = forms.CharField()


class Taken(Refusal):
    field = "corporate_number"


def refuse(refusal):
    def deed():
        raise refusal

    return deed


def test_a_page_that_is_only_opened_does_nothing():
    deeds = []
    assert not done(ConfirmForm(typed(RequestFactory().get("/"))), lambda: deeds.append("done"))
    assert deeds == []


def test_a_form_sent_with_nothing_in_it_is_sent_all_the_same():
    deeds = []
    assert done(ConfirmForm(typed(RequestFactory().post("/"))), lambda: deeds.append("done"))
    assert deeds == ["done"]


def test_a_form_out_of_order_does_nothing():
    assert not done(NumberForm({}), refuse(AssertionError("not to be done")))


@pytest.mark.parametrize(
    ("form", "refusal", "place"),
    [
        (NumberForm({"corporate_number": "1"}), Taken("登録済み"), "corporate_number"),
        (NumberForm({"corporate_number": "1"}), Refusal("断り"), "__all__"),
        (ConfirmForm({}), Taken("登録済み"), "__all__"),
    ],
    ids=["about a field", "about nothing special", "about a field the form has not"],
)
def test_a_refusal_stands_where_it_belongs(form, refusal, place):
    assert not done(form, refuse(refusal))
    assert form.errors == {place: [str(refusal)]}


def test_other_faults_are_not_swallowed():
    with pytest.raises(KeyError), refusals_on(ConfirmForm({})):
        raise KeyError("a fault of the house")


@pytest.mark.parametrize(("form", "status"), [(NumberForm(), 200), (NumberForm({}), 422)])
def test_a_form_sent_and_shown_again_answers_422(form, status):
    assert form_page(RequestFactory().get("/"), "components/_form_errors.html", form).status_code == status
