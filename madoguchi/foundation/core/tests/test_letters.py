"""手紙 — a mail server that fails undoes no deed, and its complaint names nobody in the log."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest

from madoguchi.foundation.core.letters import post
from madoguchi.foundation.core.logs import QuietFormatter

ADDRESS = "hanako@example.jp"


def refusing(address):
    raise SMTPRecipientsRefused({address: (550, f"no {address}".encode())})


def unreachable(address):
    raise TimeoutError(address)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [refusing, unreachable])
def test_a_mail_that_fails_is_logged_without_its_address(django_capture_on_commit_callbacks, caplog, fault):
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        post(fault, ADDRESS)
    (line,) = caplog.records
    told = QuietFormatter().format(line)
    assert "a mail was not sent" in told
    assert ADDRESS not in told


@pytest.mark.django_db
def test_nothing_is_posted_before_the_deed_is_done(django_capture_on_commit_callbacks):
    sent = []
    with django_capture_on_commit_callbacks() as waiting:
        post(sent.append, ADDRESS)
    assert sent == []
    waiting[0]()
    assert sent == [ADDRESS]
