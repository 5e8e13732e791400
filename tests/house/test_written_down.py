"""What is written down is true: settings, catalogues, commands and words."""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.template.loader import render_to_string

from madoguchi.config.env import VARIABLES
from madoguchi.foundation.access.roles import Role

ROOT = Path(__file__).parents[2]
SETTINGS_PAGE = ROOT / "docs" / "SETTINGS.md"


def settings_page():
    rows = [f"| `{v.name}` | {_default(v)} | {v.meaning} |" for v in sorted(VARIABLES.values(), key=lambda v: v.name)]
    head = ["# Settings", "", "Environment variables; made by `make snapshots` from `config/settings.py`.", ""]
    return "\n".join([*head, "| variable | without it | meaning |", "|---|---|---|", *rows]) + "\n"


def _default(variable):
    text = variable.default.replace(str(ROOT) + "/", "./")
    return f"`{text}`" if text else "–"


def test_the_settings_page_lists_what_the_code_reads():
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SETTINGS_PAGE.write_text(settings_page())
    assert SETTINGS_PAGE.read_text() == settings_page(), "changed on purpose? run: make snapshots"


def test_every_sentence_has_its_english():
    call_command("catalogue", check=True)


def test_commands_named_in_the_documents_exist():
    named = {
        command
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for command in re.findall(r"manage\.py (\w+)", page.read_text())
    }
    assert named - set(get_commands()) == set()


def test_links_between_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def named_files(page):
    """What stands between backticks and looks like a path; DATA_DIR is the installation's own."""
    spans = re.findall(r"`([^`\s]+)`", page.read_text())
    return {span for span in spans if re.fullmatch(r"\w[\w.-]*(/[\w.-]+)+/?|\w+\.py", span)}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_files_named_in_the_documents_exist(page):
    inside = {name for name in named_files(page) if not name.startswith("DATA_DIR/")}
    missing = [name for name in inside if not any((base / name).exists() for base in (ROOT, ROOT / "madoguchi"))]
    assert missing == [], f"{page.name}: paths are from the root or from madoguchi"


def test_an_export_is_opened_as_the_documents_say():
    inside = render_to_string("vault/export_readme.txt")
    (command,) = set(re.findall(r"^    (sh .+)$", inside, re.MULTILINE))
    told = (ROOT / "docs" / "OPERATIONS.md").read_text()
    for words in (command, "my-key.txt", "自分の設定", "自分の鍵を持ち出す", "opened"):
        assert words in told
        assert words in inside


@pytest.mark.parametrize("page", ["SECURITY", "ASVS"])
def test_what_is_promised_names_its_tests(page):
    assert {name for name in named_files(ROOT / "docs" / f"{page}.md") if "/test_" in name}


def test_decisions_are_numbered_in_order_and_named_so():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [page.name for page in pages if not page.read_text().startswith(f"# {page.name[:4]} ")] == []


def test_decisions_named_in_the_documents_exist():
    for page in (ROOT / "docs").rglob("*.md"):
        for number in re.findall(r"decision (\d{4})", page.read_text()):
            assert list((ROOT / "docs" / "decisions").glob(f"{number}-*.md")), f"{page.name}: {number}"


def test_every_role_stands_in_the_glossary():
    text = (ROOT / "docs" / "GLOSSARY.md").read_text()
    assert [role for role in Role if role.value not in text] == []
