"""設置 — a drawer on a desk of its own, and a session with open keys; read by processes that are no test.

python -m tests.filing.installation prepare | count | sweep
"""

import json
import sys
from datetime import timedelta
from types import SimpleNamespace

import django

TOKEN = "t" * 32


def prepare() -> None:
    """A migrated desk, one person seated at one box; prints where the drawer is and the cookies of a session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from madoguchi.foundation.accounts import factories as people  # noqa: PLC0415
    from madoguchi.foundation.vault import boxes, factories, pocket  # noqa: PLC0415
    from madoguchi.foundation.vault.models import BoxKind  # noqa: PLC0415
    from tests.filing import models  # noqa: PLC0415
    from tests.migrated import migrate  # noqa: PLC0415

    migrate()
    models.build()
    now, person = timezone.now(), people.person()
    keys = factories.keyring(person)
    box = boxes.box_of("test:drawer", BoxKind.CASE, at=now)
    with transaction.atomic():
        boxes.reseat(box, boxes.Seated(frozenset([person.pk])), at=now)
    request = SimpleNamespace(session=SessionStore())
    request.session[SESSION_KEY] = str(person.pk)
    request.session[BACKEND_SESSION_KEY] = "madoguchi.foundation.accounts.backends.PersonBackend"
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    pocket.put(request, keys, at=now)
    request.session.save()
    cookies = {"sessionid": request.session.session_key, "keyring": request.keyring_cookie, "csrftoken": TOKEN}
    print(json.dumps({"path": f"/filing/{box.pk}/", "cookies": cookies}))


def count() -> None:
    """The rows, and the names of the ciphertexts."""
    from madoguchi.foundation.vault import tasks  # noqa: PLC0415
    from tests.filing.models import Paper  # noqa: PLC0415

    rows = [[str(row.pk), row.size, row.stored] for row in Paper.objects.order_by("taken_at")]
    print(json.dumps({"rows": rows, "stored": sorted(tasks._stored())}))


def sweep() -> None:
    """As it is done tomorrow."""
    from django.utils import timezone  # noqa: PLC0415

    from madoguchi.foundation.vault import tasks  # noqa: PLC0415
    from tests.filing.models import Paper  # noqa: PLC0415

    tasks.sealed_files = lambda: [Paper]
    tasks.sweep_files(at=timezone.now() + timedelta(days=1, minutes=1))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "count": count, "sweep": sweep}[sys.argv[1]]()
