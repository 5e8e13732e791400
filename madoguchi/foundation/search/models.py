"""検索行 — one folded line per record that can be found. Each room keeps its own; here is what they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction

from madoguchi.foundation.core.folding import fold
from madoguchi.foundation.search.lookups import FoldedTextField

_IDS = 1 << 30


def order_key(at: datetime, owner_id: int) -> int:
    """新着順 — (second, id) as one whole number: sorts like the pair, never twice the same up to 2**30 ids."""
    return int(at.timestamp() // 1) * _IDS + owner_id % _IDS


@dataclass(frozen=True)
class Line:
    """What `bulk_put` writes for one owner."""

    owner: Any
    text: str


class SearchQuerySet(models.QuerySet["SearchRow"]):
    def matching(self, query: str) -> Self:
        """検索 — each blank-separated term of the folded query is a substring; raises `Refusal` if it is too long."""
        return self.filter(search_text__matches=query)

    def put(self, *, owner: Any, text: str) -> None:
        """Write, or write anew, the line of one owner; also after its moment has changed."""
        self.bulk_put([Line(owner, text)])

    def bulk_put(self, lines: Iterable[Line]) -> None:
        """The same for many; the last line of an owner counts. Call in chunks for an import."""
        rows = {line.owner.pk: self._row(line) for line in lines}
        table: Any = self
        with transaction.atomic(using=self.db):
            table.bulk_create(
                rows.values(),
                batch_size=500,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=["search_text", "order_key"],
            )

    def remove(self, *, owner: Any) -> None:
        """Let an owner be found no more. (Deleting the owner does this by itself.)"""
        self.filter(pk=owner.pk).delete()

    def _row(self, line: Line) -> "SearchRow":
        row = self.model(search_text=fold(line.text.replace("\x00", " ")))
        row.pk = line.owner.pk
        row.order_key = order_key(getattr(line.owner, row.moment), row.pk)
        return row


class SearchRow(models.Model):
    """検索行.

    A subclass adds `owner = OneToOneField(…, CASCADE, primary_key=True, related_name="search_row")` and names the
    owner's `moment`, by which lists are ordered; its migration says `CreateSearchIndex("name")` after CreateModel.
    The database keeps the index in step by itself.
    """

    moment: ClassVar[str]
    search_text = FoldedTextField()
    order_key = models.BigIntegerField(unique=True)

    objects: ClassVar[Any] = SearchQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label}:{self.pk}"
