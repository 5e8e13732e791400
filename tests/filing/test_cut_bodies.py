"""The line breaks while something is sent: half of it is nothing, whatever the web server makes of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from madoguchi.config.wsgi import WholeBody
from tests.filing.installation import TOKEN
from tests.filing.models import Paper

CUTS = (1, 2, 20, 45, 46, 47, 60, 100, 150, 200, 250, 300, 400, 480)


def cut_line(browser, cut):
    """The last bytes never come; the server passes on what it has."""
    serve = browser.handler

    def handler(environ):
        body = environ["wsgi.input"].read()
        return serve(environ | {"wsgi.input": WholeBody(io.BytesIO(body[: len(body) - cut]))})

    browser.handler = handler
    browser.cookies["csrftoken"] = TOKEN
    return browser


def fields():
    return {"csrfmiddlewaretoken": TOKEN, "file": SimpleUploadedFile("a.txt", b"x" * 300), "note": "覚え"}


@pytest.mark.parametrize("cut", CUTS)
def test_half_a_file_is_no_file(drawer, stored, cut):
    browser = cut_line(drawer.client(enforce_csrf_checks=True), cut)
    assert browser.post(drawer.address, fields()).status_code in {400, 403}
    assert (Paper.objects.count(), stored()) == (0, 0)


def test_the_whole_of_it_is_taken(drawer):
    browser = cut_line(drawer.client(enforce_csrf_checks=True), 0)
    assert browser.post(drawer.address, fields()).status_code == 302


@pytest.mark.parametrize("cut", [0, 1, 5])
def test_half_a_form_is_no_form(db, cut):
    browser = cut_line(Client(enforce_csrf_checks=True), cut)
    body = f"csrfmiddlewaretoken={TOKEN}&login=a@example.jp&password=chigau"
    answer = browser.post(reverse("account_login"), body, "application/x-www-form-urlencoded")
    assert answer.status_code == (403 if cut else 422)
