"""What is written down is true: settings, catalogues, commands and words."""

import os
import re
from pathlib import Path

from django.core.management import call_command, get_commands

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


def test_tests_named_in_the_documents_exist():
    for page in (ROOT / "docs").glob("*.md"):
        for named in re.findall(
            r"`(tests/[\w/.]+|foundation/\w+/tests|desk/\w+/tests|company/\w+/tests)`", page.read_text()
        ):
            assert (ROOT / named).exists() or (ROOT / "madoguchi" / named).exists(), f"{page.name}: {named}"


def test_every_role_stands_in_the_glossary():
    text = (ROOT / "docs" / "GLOSSARY.md").read_text()
    assert [role for role in Role if role.value not in text] == []
