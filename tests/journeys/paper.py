"""What comes out of the printer: a page of the product, printed by the machine's own Chromium."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.journeys.browsers import MISSING, NAMES, NoBrowser

STYLE = Path(__file__).parents[2] / "madoguchi/static/css/madoguchi.css"
A4 = (595, 842)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def sizes_of(html, folder):
    """Width and height of each printed page, in points."""
    printed = _printed(html, folder)
    count = len(re.findall(rb"/Type\s*/Page\b", printed))
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) == count
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def _printed(html, folder):
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser(MISSING)
    page, target = folder / "page.html", folder / "page.pdf"
    page.write_text(_alone(html))
    flags = [*FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
    subprocess.run([found, *flags, page.as_uri()], check=True, capture_output=True, timeout=60)
    return target.read_bytes()


def _alone(html):
    """Without scripts, and with its style inside: it is opened as a file."""
    html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{STYLE.read_text()}</style>", html)
