"""引っ越し — rows that stood open are sealed by a migration, when nobody has a keyring to seal them for yet.

Knows the models of that moment only (`apps`); beside them nothing but pyrage and `sealing`. `migration.hand_over`
gives the keys to the people when they come.
"""

from collections.abc import Iterable
from time import sleep
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connections
from django.db.models import Q
from django.utils import timezone
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import keyfile, sealing

COUNTER = ("adviser", "manager")
PATIENCE = 60
_BUSY = "Another process uses the database: stop it, then migrate again."
_OTHERS = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'virtualxid' AND datname = current_database() AND pid <> pg_backend_pid()
"""


class Target(NamedTuple):
    """封じ先 — one generation of one box, and who may hold its key before the people come."""

    box: int
    generation: int
    number: int
    public: str


class Moving:
    """One move of one migration: makes boxes with seats, and a generation in each that nobody opens yet."""

    def __init__(self, apps: Any, alias: str) -> None:
        self.apps, self.alias, self.at = apps, alias, timezone.now()
        self._targets: dict[str, Target] = {}
        self._nobody: Any = None

    def rows(self, label: str) -> Any:
        return self.apps.get_model(label).objects.using(self.alias)

    def target(self, subject: str, kind: str, *, persons: Iterable[int], through: Target | None = None) -> Target:
        """A box that was there keeps its seats. Its key: for the box seated there, else for nobody's keyring."""
        if subject not in self._targets:
            box, is_new = self.rows("vault.Box").get_or_create(
                subject=subject, defaults={"kind": kind, "made_at": self.at}
            )
            if is_new:
                self._seat(box, persons, through)
            self._targets[subject] = self._begun(box) or self._begin(box, through)
        return self._targets[subject]

    def office(self, office: int) -> Target:
        """窓口の箱 — its seated: who stands at the counter on the day."""
        held = self.rows("accounts.Membership").filter(organisation=office, role__in=COUNTER)
        return self.target(f"office:{office}", "office", persons=self.active(self.today(held).values("person")))

    def person(self, person: int) -> Target:
        """本人の箱."""
        return self.target(f"person:{person}", "person", persons=[person])

    def today(self, rows: Any) -> Any:
        day = timezone.localdate(self.at)
        return rows.filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)

    def active(self, persons: Any) -> list[int]:
        people = self.rows("accounts.Person").filter(pk__in=persons, is_active=True)
        return list(people.values_list("pk", flat=True))

    def sealed(self, label: str, target: Target, **texts: str) -> dict[str, Any]:
        """The columns of a sealed row "room.Model", under an id of its own."""
        key = uuid4()
        places = {name: sealing.Place(f"{label}.{name}", str(key), target.box, target.number) for name in texts}
        payloads = {name: sealing.seal(text.encode(), places[name], target.public) for name, text in texts.items()}
        return {"id": key, "box_id": target.box, "generation": target.number, **payloads}

    def _seat(self, box: Any, persons: Iterable[int], through: Target | None) -> None:
        seats = [{"person_id": person} for person in persons] + ([{"through_id": through.box}] if through else [])
        model = self.apps.get_model("vault.Seat")
        self.rows("vault.Seat").bulk_create([model(box=box, taken_at=self.at, **seat) for seat in seats])

    def _begun(self, box: Any) -> Target | None:
        """What an earlier migration began, and nobody has come for yet."""
        held = self.rows("vault.Generation").filter(box=box, wraps__keyring=self._keyring())
        newest = held.order_by("-number").first()
        return Target(box.pk, newest.pk, newest.number, newest.public) if newest else None

    def _begin(self, box: Any, through: Target | None) -> Target:
        secret = Identity.generate()
        generations = self.rows("vault.Generation")
        newest = generations.filter(box=box).order_by("-number").first()
        number, public = (newest.number + 1 if newest else 1), str(secret.to_public())
        made = generations.create(box=box, number=number, public=public, made_at=self.at)
        held = {"holder_id": through.generation} if through else {"keyring": self._keyring()}
        holder = through.public if through else self._keyring().public
        wrapped = sealing.wrap(str(secret), [holder])
        self.rows("vault.Wrap").create(generation=made, wrapped=wrapped, **held)
        return Target(box.pk, made.pk, number, public)

    def _keyring(self) -> Any:
        """The same for all that moves in one upgrade; its private half is on disk before the database speaks of it."""
        if self._nobody is None:
            secret = keyfile.read() or self._new_secret()
            public = str(Identity.from_str(secret).to_public())
            self._nobody, _new = self.rows("vault.Keyring").get_or_create(
                public=public,
                person=None,
                replaced_at=None,
                defaults={"locked": b"", "made_at": self.at, "locked_at": self.at},
            )
        return self._nobody

    def _new_secret(self) -> str:
        secret = str(Identity.generate())
        keyfile.write(secret)
        return secret


def leave_no_trace(apps: Any, schema_editor: Any) -> None:
    """拭い去る — after something moved, no page of the database file holds what stood open. Not in a transaction."""
    if apps.get_model("vault.Keyring").objects.using(schema_editor.connection.alias).filter(person=None).exists():
        {"sqlite": _rewrite_file, "postgresql": _rewrite_statistics}[schema_editor.connection.vendor](
            schema_editor.connection.alias
        )


def _rewrite_file(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_pages = cursor.fetchone()
    if is_busy:
        raise RuntimeError(_BUSY)


def _rewrite_statistics(alias: str) -> None:
    """Dropped tables are gone with their files; samples of their values lie in the planner's statistics.

    VACUUM (FULL) alone copies what died after the oldest transaction of any database of the server began.
    """
    with connections[alias].cursor() as cursor:
        _wait_until_alone(cursor)
        cursor.execute("VACUUM (DISABLE_PAGE_SKIPPING) pg_catalog.pg_statistic")
        cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")


def _wait_until_alone(cursor: Any) -> None:
    """PostgreSQL's own sampling of a table holds what it sees for some seconds; a forgotten session for ever."""
    for _second in range(PATIENCE):
        cursor.execute(_OTHERS)
        if not cursor.fetchone()[0]:
            return
        sleep(1)
    raise RuntimeError(_BUSY)
