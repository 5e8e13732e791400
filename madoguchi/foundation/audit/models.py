"""監査記録 — who did and who looked: lines that are only ever added, chained so that a change shows."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeverChanges(TypeError):
    """A line of the diary was to be changed or taken out."""


class LineQuerySet(models.QuerySet["Line"]):
    """Lines may be read and added, nothing else; `prune` alone forgets a closed year."""

    def update(self, **fields: Any) -> NoReturn:
        raise NeverChanges("lines of the diary are never changed")

    def delete(self) -> NoReturn:
        raise NeverChanges("lines of the diary are never taken out")

    def forget(self) -> int:
        """For `prune` only: the database refuses unless the head of the segment is marked as pruned."""
        return super().delete()[0]


class Line(models.Model):
    """記録 — one deed or one look. No foreign keys, row ids and opaque person ids only, never names or contents.

    On PostgreSQL `stream` is collated "C", so that the database and `verify` sort alike. A migration that alters
    this table repeats 0002: Django resets the collation, and SQLite loses the triggers with the remade table.
    """

    stream = models.CharField(_("記録系列"), max_length=160)
    segment = models.IntegerField(_("年度"))
    seq = models.IntegerField(_("番号"))
    at = models.DateTimeField(_("日時"))
    by = models.CharField(_("行為者"), max_length=64)
    deed = models.CharField(_("行為"), max_length=80)
    subject = models.CharField(_("対象"), max_length=160)
    previous = models.CharField(_("前の行のハッシュ"), max_length=64)
    hash = models.CharField(_("ハッシュ"), max_length=64)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "segment", "seq"], name="audit_line_place")]

    def __str__(self) -> str:
        return f"{self.stream}/{self.segment}/{self.seq}"


class Head(models.Model):
    """先端 — the last line of one stream in one fiscal year; it outlives the lines when the year is pruned.

    One head of a stream is open: whoever appends locks it, so writers of one stream queue, streams do not.
    """

    pk = models.CompositePrimaryKey("stream", "segment")
    stream = models.CharField(_("記録系列"), max_length=160)
    segment = models.IntegerField(_("年度"))
    seq = models.IntegerField(_("最後の番号"))
    hash = models.CharField(_("最後のハッシュ"), max_length=64)
    is_open = models.BooleanField(_("追記中"), default=True)
    pruned_at = models.DateTimeField(_("整理日時"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream"], condition=models.Q(is_open=True), name="audit_head_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.stream}/{self.segment}"


class Checkpoint(models.Model):
    """確認点 — a file that holds all heads of one moment, kept outside the database too; each names the one before."""

    made_at = models.DateTimeField(_("作成日時"))
    name = models.CharField(_("ファイル名"), max_length=80, unique=True)
    sha256 = models.CharField(_("ファイルのハッシュ"), max_length=64)
    previous = models.CharField(_("前の確認点のハッシュ"), max_length=64, unique=True)

    def __str__(self) -> str:
        return self.name
