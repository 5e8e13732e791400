"""手紙 — a mail server that fails undoes no deed, and its complaint names nobody in the log."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend

from madoguchi.foundation.core.letters import post
from madoguchi.foundation.core.logs import QuietFormatter

LETTER, ADDRESS, OTHER = "consultations/email/something_new", "hanako@example.jp", "taro@example.jp"
FAULTS = [SMTPRecipientsRefused({ADDRESS: (550, f"no {ADDRESS}".encode())}), TimeoutError(ADDRESS)]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_a_mail_that_fails_is_logged_without_its_address(
    django_capture_on_commit_callbacks, caplog, monkeypatch, fault
):
    def refuse(backend, messages):
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        post(LETTER, [ADDRESS])
    (line,) = caplog.records
    told = QuietFormatter().format(line)
    assert "a mail was not sent" in told
    assert ADDRESS not in told


@pytest.mark.django_db
def test_each_is_written_to_alone_and_not_before_the_deed_is_done(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks() as waiting:
        post(LETTER, [ADDRESS, OTHER])
    assert mailoutbox == []
    waiting[0]()
    assert [letter.to for letter in mailoutbox] == [[ADDRESS], [OTHER]]
