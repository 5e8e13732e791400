"""日課 — requests that nobody has finished, and what an upload cut off by a killed server has left behind."""

from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage

from madoguchi.foundation.jobs.due import daily
from madoguchi.foundation.vault.actions import recovery
from madoguchi.foundation.vault.models import SealedFile
from madoguchi.foundation.vault.uploads import FOLDER

KEPT = timedelta(days=1)
BATCH = 500  # names a statement


@daily("vault.expire_recoveries")
def expire_recoveries(*, at: datetime) -> None:
    recovery.expire_recoveries(at=at)


@daily("vault.sweep_files")
def sweep_files(*, at: datetime) -> None:
    """Ciphertexts that no row names are deleted a day after they were last written to."""
    stored = _stored()
    for start in range(0, len(stored), BATCH):
        for name in _unowned(stored[start : start + BATCH]):
            if default_storage.get_modified_time(name) < at - KEPT:
                default_storage.delete(name)


def sealed_files() -> list[type[SealedFile]]:
    return [model for model in apps.get_models() if issubclass(model, SealedFile)]


def _stored() -> list[str]:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    return [f"{FOLDER}/{name}" for name in names]


def _unowned(names: list[str]) -> set[str]:
    rows = [model._default_manager.filter(stored__in=names) for model in sealed_files()]
    return set(names).difference(*(found.values_list("stored", flat=True) for found in rows))
