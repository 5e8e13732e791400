"""付いていくもの — what points at a company and goes along when it is merged; every room says it of its own rows.

A test of the house holds this list against all that points at a company.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies.models import Acquaintance, Company, ContactPerson, SizeFact

renamed: list[Callable[[Company], None]] = []  # what rooms above do that keep a copy of a company's name
rejoined: list[Callable[[Company], None]] = []  # and what they do when rows came from another company, or went back


@dataclass(frozen=True)
class Following:
    """付いていくもの — rows of a model that point at a company by `field`.

    `is_told`: they came through a `because`. `once`: columns that may be there once a company; a second stays
    behind. `seen_by`: those that a person may count, for rows that offices count.
    """

    model: type[models.Model]
    field: str
    label: Any
    is_told: bool = False
    once: tuple[str, ...] = ()
    seen_by: Callable[[Any], models.QuerySet[Any, Any]] | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    @property
    def rows(self) -> models.QuerySet[Any, Any]:
        """All of them, whatever is hidden from pages."""
        return self.model._base_manager.all()


following = [
    Following(Company, "merged_into", _("以前の統合")),
    Following(Acquaintance, "company", "", is_told=True),
    Following(SizeFact, "company", _("規模"), is_told=True, once=("office", "because", "fiscal_year")),
    Following(ContactPerson, "company", _("連絡先"), is_told=True),
]
STAYING = {  # histories, and keys that every company has of its own
    *("companies.Spelling.company", "companies.Apart.first", "companies.Apart.second"),
    *("companies.Merge.kept", "companies.Merge.gone"),
}


def left_alone() -> set[str]:
    """付いていかないもの — what points at a company and no room has said what becomes of it."""
    pointing = (one for one in Company._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete)
    names = {f"{one.related_model._meta.label}.{one.field.name}" for one in pointing}  # type: ignore[union-attr]
    return names - STAYING - {one.name for one in following}


def require_all_follow() -> None:
    """Better no merge than half a one."""
    if forgotten := left_alone():
        raise RuntimeError(f"merging two companies would leave behind: {sorted(forgotten)}")
