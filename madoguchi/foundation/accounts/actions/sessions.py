"""One's own sessions elsewhere, ended by hand."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.accounts.sessions import sessions_of
from madoguchi.foundation.audit import diary
from madoguchi.foundation.vault.actions.unlocking import prove


@transaction.atomic
def end_sessions(*, password: str, which: Collection[str], by: Person, at: datetime) -> None:
    """ほかの端末のサインインを終わらせる — by their handles. Raises NotYourPassword or TooManyGuesses."""
    prove(password, by=by, at=at)
    ended = [one.key for one in sessions_of(by, this=None, now=at) if one.handle in which]
    Session.objects.filter(pk__in=ended).delete()
    diary.record("accounts.end_sessions", by, by=by, at=at)
