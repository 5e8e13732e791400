"""鍵束・箱・席 — who can open what. Private halves stand here only wrapped for somebody else's key."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class KeyringQuerySet(models.QuerySet["Keyring"]):
    def current(self) -> KeyringQuerySet:
        return self.filter(replaced_at=None)


class Keyring(models.Model):
    """鍵束 — a person's age identity: the public half open, the private half locked by the password.

    A keyring that was made anew stays, replaced: a password remembered later opens it still.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="keyrings")
    public = models.CharField(max_length=100)
    locked = models.BinaryField()
    made_at = models.DateTimeField()
    locked_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = KeyringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(replaced_at=None), name="keyring_one_a_person")
        ]

    def __str__(self) -> str:
        return f"keyring {self.pk}"

    def audit_stream(self) -> str:
        return f"person:{self.person_id}"


class BoxKind(models.TextChoices):
    OFFICE = "office", _("窓口の箱")
    CASE = "case", _("相談の箱")
    COMPANY = "company", _("企業の箱")
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
        """鍵待ち — seats that lack the key of some generation they are entitled to."""
        held = Wrap.objects.filter(generation=OuterRef("pk"))
        of_person = held.filter(keyring__person=OuterRef(OuterRef("person")), keyring__replaced_at=None)
        of_box = held.filter(holder__box=OuterRef(OuterRef("through")))
        due = Generation.objects.filter(box=OuterRef("box"), number__gte=OuterRef("since"))
        lacking = Exists(due.filter(~Exists(of_person)))
        return self.taken().filter(
            Q(lacking, person__isnull=False) | Q(Exists(due.filter(~Exists(of_box))), person=None)
        )

    def with_a_key(self) -> SeatQuerySet:
        """Those to whom a key could be wrapped: boxes, and persons who have a keyring."""
        return self.filter(Q(person=None) | Exists(Keyring.objects.current().filter(person=OuterRef("person"))))


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


class Wrap(models.Model):
    """包み — the private half of one generation, wrapped for a keyring or for a generation of another box."""

    generation = models.ForeignKey(Generation, models.PROTECT, related_name="wraps")
    keyring = models.ForeignKey(Keyring, models.PROTECT, null=True, related_name="wraps")
    holder = models.ForeignKey(Generation, models.PROTECT, null=True, related_name="wraps_held")
    wrapped = models.BinaryField()

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
