"""封をした行の読み書き — every sealed field of a row is sealed for its own place, in one generation of one box."""

from datetime import datetime

from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Box, Generation, SealedField, SealedRow
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.sealing import Place


def sealed_fields(model: type[SealedRow]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def seal(row: SealedRow, box: Box, *, at: datetime, **texts: str) -> Generation:
    """Fills the sealed fields of a row in memory, all of them; the caller saves. Raises NobodyHasAKey."""
    return seal_for(row, writing_generation(box, at=at), **texts)


def seal_for(row: SealedRow, generation: Generation, **texts: str) -> Generation:
    """The same for many rows: the box's `writing_generation`, asked once in the transaction that saves them."""
    if texts.keys() != set(sealed_fields(type(row))):
        raise ValueError("all sealed fields of a row are written together")
    row.box, row.generation = generation.box, generation.number
    for name, text in texts.items():
        setattr(row, name, sealing.seal(text.encode(), place_of(row, name), generation.public))
    return generation


def unseal(row: SealedRow, keys: OpenKeyring) -> dict[str, str]:
    """The sealed fields of a row as texts. Raises NotYours, NoKeyYet, or Misplaced."""
    identity = identity_of(generation_of(row, keys), keys)
    return {name: _text(row, name, identity) for name in sealed_fields(type(row))}


def place_of(row: SealedRow, name: str) -> Place:
    return Place(f"{row._meta.label}.{name}", str(row.pk), row.box_id, row.generation)


def generation_of(row: SealedRow, keys: OpenKeyring) -> Generation:
    """Asked once a request and generation."""
    known = (row.box_id, row.generation)
    if known not in keys.generations:
        keys.generations[known] = Generation.objects.get(box=row.box_id, number=row.generation)
    return keys.generations[known]


def _text(row: SealedRow, name: str, identity: Identity) -> str:
    return sealing.unseal(getattr(row, name), place_of(row, name), identity).decode()
