"""鍵束・箱・席 — who can open what. Private halves stand here only wrapped for somebody else's key."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.conditions import Holds
from madoguchi.foundation.access.roles import Role


class KeyringQuerySet(models.QuerySet["Keyring"]):
    def current(self) -> KeyringQuerySet:
        return self.filter(replaced_at=None, person__isnull=False)

    def abandoned(self) -> KeyringQuerySet:
        """Nobody will open them with a password: their person is disabled, or has made a new one."""
        return self.filter(Q(person__is_active=False) | Q(replaced_at__isnull=False), person__isnull=False)

    def handed_over_by(self, actor: Any) -> KeyringQuerySet:
        """Those abandoned, for officers and the managers of the centre."""
        rows = self.abandoned()
        return rows if actor.centre_ids(Role.MANAGER) else rows.filter(Exists(Officer.objects.held_by(actor)))

    def restorable(self) -> KeyringQuerySet:
        """Those that two of today's officers could open."""
        return self.filter(Exists(Pair.objects.filter(first__keyring=OuterRef("pk"))))


class Keyring(models.Model):
    """鍵束 — a person's age identity: the public half open, the private half locked by the password.

    A keyring that was made anew stays, replaced: a password remembered later opens it still. One of nobody
    (`migration`) is an outsider at every box: it hands keys over and opens nothing.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="keyrings")
    public = models.CharField(max_length=100)
    locked = models.BinaryField()
    made_at = models.DateTimeField()
    locked_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = KeyringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(replaced_at=None), name="keyring_one_a_person"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(locked=b""), name="keyring_of_nobody_has_no_lock"
            ),
        ]

    def __str__(self) -> str:
        return f"keyring {self.pk}"

    def audit_stream(self) -> str:
        return f"person:{self.person_id}"


class BoxKind(models.TextChoices):
    OFFICE = "office", _("窓口の箱")
    CASE = "case", _("相談の箱")
    COMPANY = "company", _("企業の箱")
    PERSON = "person", _("本人の箱")
    GLASS = "glass", _("緊急閲覧の箱")


class Box(models.Model):
    """箱 — what anybody may put into and the seated may open; `subject`: whose, as "consultations.Consultation:12"."""

    kind = models.CharField(max_length=10, choices=BoxKind)
    subject = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject

    def newest_generation(self) -> Generation | None:
        return self.generations.order_by("-number").first()


class Generation(models.Model):
    """世代 — one age identity of a box; a new one whenever somebody leaves, or joins "from now on"."""

    box = models.ForeignKey(Box, models.PROTECT, related_name="generations")
    number = models.PositiveIntegerField()
    public = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "number"], name="generation_once")]

    def __str__(self) -> str:
        return f"{self.box_id}/{self.number}"


# In SQL, as every page of a case that has boxes asks it (decision 0017).
_KEYED = """SELECT 1 FROM vault_wrap w JOIN vault_keyring k ON k.id = w.keyring_id
    WHERE w.generation_id = g.id AND k.person_id = {person} AND k.replaced_at IS NULL"""
_OPENED_INSIDE = """SELECT 1 FROM vault_wrap w JOIN vault_generation h ON h.id = w.holder_id
    JOIN vault_wrap i ON i.generation_id = h.id
    JOIN vault_keyring k ON k.id = i.keyring_id AND k.replaced_at IS NULL
    JOIN vault_seat s ON s.box_id = h.box_id AND s.person_id = k.person_id
    WHERE s.left_at IS NULL AND s.since <= h.number AND w.generation_id = g.id AND h.box_id = {through}"""
_LACKING = f"""EXISTS (SELECT 1 FROM vault_generation g WHERE g.box_id = {{box}} AND g.number >= {{since}}
    AND (({{through}} IS NULL AND NOT EXISTS ({_KEYED})) OR ({{person}} IS NULL AND NOT EXISTS ({_OPENED_INSIDE}))))"""


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self) -> SeatQuerySet:
        return self.filter(left_at=None)

    def entitled_to(self, generation: Generation) -> SeatQuerySet:
        return self.taken().filter(box=generation.box_id, since__lte=generation.number)

    def persons(self) -> Any:
        """For `person__in`."""
        return self.exclude(person=None).values("person")

    def boxes(self) -> Any:
        """For `box__in`."""
        return self.exclude(through=None).values("through")

    def waiting(self) -> SeatQuerySet:
        """鍵待ち — seats that lack the key of some generation they are entitled to; boxes, if nobody there opens."""
        return self.taken().filter(Holds(_LACKING, {name: name for name in ("box", "since", "person", "through")}))

    def with_a_key(self) -> SeatQuerySet:
        """Those to whom a key could be wrapped: persons who have a keyring, and boxes where one of them sits."""
        keyrings = Keyring.objects.current()
        inside = keyrings.filter(person__seats__box=OuterRef("through"), person__seats__left_at=None)
        return self.filter(Exists(keyrings.filter(person=OuterRef("person"))) | Exists(inside))


class Seat(models.Model):
    """席 — a person, or a box whose seated come along, entitled to every generation from `since` on.

    Who left keeps the keys only as long as nobody who stays has them: see `boxes.settle`.
    """

    box = models.ForeignKey(Box, models.PROTECT, related_name="seats")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="seats")
    through = models.ForeignKey(Box, models.PROTECT, null=True, related_name="seats_elsewhere")
    since = models.PositiveIntegerField(default=1)
    taken_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, through__isnull=False) | Q(person__isnull=False, through=None),
                name="seat_of_person_or_box",
            ),
            models.UniqueConstraint(fields=["box", "person"], condition=Q(left_at=None), name="seat_person_once"),
            models.UniqueConstraint(fields=["box", "through"], condition=Q(left_at=None), name="seat_box_once"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class WrapQuerySet(models.QuerySet["Wrap"]):
    def of_seated(self) -> WrapQuerySet:
        """Held by who is entitled to the generation today; a keyring that was made anew no longer is."""
        number = OuterRef("generation__number")
        seats = Seat.objects.taken().filter(box=OuterRef("generation__box"), since__lte=number)
        of_person = Exists(seats.filter(person=OuterRef("keyring__person")))
        of_box = Exists(seats.filter(through=OuterRef("holder__box")))
        return self.filter(Q(of_person, keyring__replaced_at=None) | of_box)

    def of_outsiders(self) -> WrapQuerySet:
        return self.exclude(pk__in=self.of_seated().values("pk"))

    def in_use(self) -> WrapQuerySet:
        """Those with which somebody seated opens the generation; a box that nobody in it opens is no such key."""
        inside = Wrap.objects.of_seated().filter(generation=OuterRef("holder"), holder=None)
        return self.of_seated().filter(Q(holder=None) | Exists(inside))


class Wrap(models.Model):
    """包み — the private half of one generation, wrapped for a keyring or for a generation of another box."""

    generation = models.ForeignKey(Generation, models.PROTECT, related_name="wraps")
    keyring = models.ForeignKey(Keyring, models.PROTECT, null=True, related_name="wraps")
    holder = models.ForeignKey(Generation, models.PROTECT, null=True, related_name="wraps_held")
    wrapped = models.BinaryField()

    objects = WrapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(keyring=None, holder__isnull=False) | Q(keyring__isnull=False, holder=None),
                name="wrap_for_keyring_or_box",
            ),
            models.UniqueConstraint(fields=["generation", "keyring"], name="wrap_keyring_once"),
            models.UniqueConstraint(fields=["generation", "holder"], name="wrap_holder_once"),
        ]

    def __str__(self) -> str:
        return f"wrap {self.pk}"


class SealedField(models.BinaryField[Any, Any]):
    """封をした欄 — an age payload; written by `rows.seal` and read by `rows.unseal` only."""


class SealedRow(models.Model):
    """封のある行 — its id is known before it is saved, as every payload begins with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    box = models.ForeignKey(Box, models.PROTECT, related_name="+")
    box_id: int
    generation = models.PositiveIntegerField()

    class Meta:
        abstract = True


class SealedFile(SealedRow):
    """封をしたファイル — the row of one: its name sealed here, its content sealed in the storage under `stored`.

    Written by `uploads.take`, read by `downloads.download`. A ciphertext that no row names is swept after a day.
    """

    name = SealedField()
    size = models.BigIntegerField(_("大きさ"))
    stored = models.CharField(max_length=100, unique=True)
    taken_at = models.DateTimeField(_("受取日時"))

    class Meta:
        abstract = True


class OfficerQuerySet(models.QuerySet["Officer"]):
    def current(self) -> OfficerQuerySet:
        return self.filter(ended_at=None)

    def held_by(self, person: Any) -> OfficerQuerySet:
        return self.current().filter(person=person.pk)

    def with_a_sheet(self) -> OfficerQuerySet:
        return self.current().exclude(public="")

    def managed_by(self, actor: Any) -> OfficerQuerySet:
        """All of them, for the managers of the centre."""
        return self.current() if actor.centre_ids(Role.MANAGER) else self.none()


class Officer(models.Model):
    """鍵の保管責任者 — holds a printed sheet, here its public half; any two of them together restore a keyring."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="terms_as_officer")
    public = models.CharField(max_length=100, blank=True)
    sheet_made_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="officer_once_a_person")
        ]

    def __str__(self) -> str:
        return f"officer {self.pk}"

    def audit_stream(self) -> str:
        return f"person:{self.person_id}"

    @property
    def sheet_number(self) -> str:
        """用紙番号 — tells one sheet from another; it opens nothing."""
        return self.public[4:12].upper()


class Share(models.Model):
    """割符 — one officer's half of one keyring: an age identity of its own, its private half for the sheet only."""

    keyring = models.ForeignKey(Keyring, models.CASCADE, related_name="shares")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="shares")
    public = models.CharField(max_length=100)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keyring", "officer"], name="share_once")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class Pair(models.Model):
    """割符の組 — the private half of a keyring, sealed for one share and then for another: both are needed."""

    first = models.ForeignKey(Share, models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Share, models.CASCADE, related_name="pairs_as_second")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]

    def __str__(self) -> str:
        return f"pair {self.pk}"


class Purpose(models.TextChoices):
    RESTORE = "restore", _("本人に鍵を戻す")
    HAND_OVER = "hand_over", _("後任に鍵を引き継ぐ")


class Outcome(models.TextChoices):
    RESTORED = "restored", _("鍵を戻しました")
    HANDED_OVER = "handed_over", _("鍵を引き継ぎました")
    WITHDRAWN = "withdrawn", _("取り下げ")
    SPOILED = "spoiled", _("入力の誤りが多く中止")
    EXPIRED = "expired", _("期限切れ")


DONE = (Outcome.RESTORED, Outcome.HANDED_OVER)


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def unfinished(self) -> RecoveryQuerySet:
        return self.filter(outcome="")

    def open_at(self, now: datetime) -> RecoveryQuerySet:
        return self.unfinished().filter(expires_at__gt=now)

    def kept_by(self, actor: Any) -> RecoveryQuerySet:
        """保管責任者が扱うもの — an officer's, but never for the own keyring."""
        return self.filter(Exists(Officer.objects.held_by(actor))).exclude(keyring__person=actor.pk)

    def withdrawn_by(self, actor: Any) -> RecoveryQuerySet:
        """取り下げられるもの — one's own, and what an officer doubts."""
        own = Q(keyring__person=actor.pk) | Q(asked_by=actor.pk)
        return self.filter(own | Q(Exists(Officer.objects.held_by(actor))))

    def announced_to(self, actor: Any) -> RecoveryQuerySet:
        """知らされるもの — what was done to one's own keyring, or to that of somebody at a box where one sits."""
        mine = Seat.objects.taken().filter(person=actor.pk).values("box")
        beside = Seat.objects.filter(box__in=mine).values("person")
        own = Q(keyring__person=actor.pk) | Q(keyring__person__in=beside)
        return self.filter(own | Q(Exists(Officer.objects.held_by(actor))), outcome__in=DONE)


class Recovery(models.Model):
    """鍵の復旧 — a request that two officers open one keyring.

    What an officer's sheet opens is sealed to a one-time transport key. The private half of that is locked by the
    password of the person who asks, or, for a hand-over, by a word that the first officer tells the second: neither
    a copy of the database nor one sheet beside it opens anything while the request waits.
    """

    keyring = models.ForeignKey(Keyring, models.PROTECT, related_name="recoveries")
    purpose = models.CharField(max_length=10, choices=Purpose)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    transport = models.CharField(max_length=100, blank=True)
    transport_locked = models.BinaryField(default=bytes)
    wrong_count = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keyring"], condition=Q(outcome=""), name="recovery_one_a_keyring"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="recovery_ended_at_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"

    def audit_stream(self) -> str:
        return f"person:{self.keyring.person_id}"

    def is_open(self, now: datetime) -> bool:
        return not self.outcome and now < self.expires_at


class SheetEntry(models.Model):
    """用紙の入力 — an officer has entered the sheet; the share it opened, sealed to the transport key."""

    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="entries")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="entries")
    sealed = models.BinaryField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recovery", "officer"], name="sheet_entry_once")]

    def __str__(self) -> str:
        return f"entry {self.pk}"
