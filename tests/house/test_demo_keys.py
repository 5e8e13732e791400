"""デモの鍵 — the demo's logins open their keys with the password that the terminal shows."""

from django.utils import timezone

from madoguchi.config.demo import keys
from madoguchi.config.demo.people import cast
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.vault import keyrings
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Box
from madoguchi.foundation.vault.opened import keys_of


def test_the_demo_logins_open_their_offices(client, db):
    make.demo()
    now = timezone.now()
    people = cast(now)
    keys.give_out(keys.cut(), people, now)
    for login in keys.LOGINS:
        person = people.people[login]
        assert keyrings.unlock(keyrings.current(person), DEMO_PASSWORD).secret == keys_of(person).secret
    for login, office in (("adviser", people.centre), ("manager", people.centre), ("window", people.window)):
        box = Box.objects.get(subject=f"office:{office.pk}")
        assert identity_of(box.newest_generation(), keys_of(people.people[login]))
    client.post("/sign-in/", {"login": "adviser@example.jp", "password": DEMO_PASSWORD})
    assert "鍵：開" in client.get("/settings/").text
