"""What every test may ask for. The town is small: two offices that must never learn of each other's cases."""

import pytest

from tests.town import Town


@pytest.fixture
def town(db):
    """町 — one consultation of the centre and everybody who might knock at it."""
    return Town()


@pytest.fixture(autouse=True)
def _fresh_hits(settings, tmp_path):
    """Nothing a test writes outlives it."""
    settings.DATA_DIR = tmp_path
