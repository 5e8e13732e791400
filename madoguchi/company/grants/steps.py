"""次の一歩 — what a company's home says to do next; every room asks its own question and adds it to `steps`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from madoguchi.foundation.accounts.models import Organisation


@dataclass(frozen=True)
class Step:
    """次の一歩 — what to do, why in one sentence, and where. Those with a lower `order` come first."""

    label: str
    why: str
    url: str
    order: int = 50


Ask = Callable[[Any, Organisation], Step | None]
steps: list[Ask] = []


def next_steps(actor: Any, organisation: Organisation) -> list[Step]:
    """つぎにすること — of this person in this company, first things first."""
    asked = (ask(actor, organisation) for ask in steps)
    return sorted((step for step in asked if step), key=lambda step: step.order)
