"""The machine's own Chromium."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is needed for the journeys: install it (Debian: chromium), or run pytest with -m 'not browser'."
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]


class NoBrowser(RuntimeError):
    """There is no Chromium here."""


def launch(playwright):
    """Raises NoBrowser with a sentence that says what to do."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser(MISSING)
    return playwright.chromium.launch(executable_path=found, args=SWITCHES)
