"""引っ越しの鍵 — the one private half that lies outside the database, from a migration until the people have come."""

import os
from pathlib import Path

from django.conf import settings

NAME = "migration-key.txt"


def read() -> str | None:
    """What `age -i` reads: one line; None where nothing is on the move."""
    return _path().read_text().strip() if _path().exists() else None


def write(secret: str) -> None:
    """On disk before the database may rely on it; readable by the owner only."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync(path.parent)


def remove() -> None:
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / NAME


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
