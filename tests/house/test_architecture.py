"""Rules of the house that import-linter cannot say."""

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2] / "madoguchi"
WINGS = ("public", "desk", "company", "foundation")
OPEN_ROOMS = {"models", "actions", "queries", "access", "factories", "words", "taxonomy", "sight", "steps"}
OPEN_FOUNDATION = {
    "core",
    "audit",
    "search",
    "papers",
    "jobs",
    "access",
    "vault",
}  # their public modules serve everyone
SOURCES = [p for p in ROOT.rglob("*.py") if not {"migrations", "tests"} & set(p.parts)]


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("madoguchi", cache_dir=None)


def room(module):
    parts = module.split(".")
    return tuple(parts[1:3]) if len(parts) > 2 and parts[1] in WINGS else ()


def test_rooms_meet_only_at_their_open_modules(graph):
    intruders = [
        f"{a} -> {b}"
        for a in graph.modules
        if ".tests" not in a and not a.startswith("madoguchi.config")
        for b in graph.find_modules_directly_imported_by(a)
        if room(b) and room(a) != room(b) and len(b.split(".")) > 3
        if not (b.split(".")[1] == "foundation" and b.split(".")[2] in OPEN_FOUNDATION)
        if b.split(".")[3] not in OPEN_ROOMS
    ]
    assert intruders == []


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "views.py" or "views" in p.parent.parts], ids=str)
def test_views_reach_rows_only_through_visible_to(path):
    reaching = [n.lineno for n in ast.walk(ast.parse(path.read_text())) if getattr(n, "attr", "") == "objects"]
    assert reaching == [], "use visible_or_404 or a query"


def test_no_file_has_grown_into_a_god():
    sizes = {str(p.relative_to(ROOT)): p.read_text().count("\n") for p in SOURCES}
    assert {name: n for name, n in sizes.items() if n > 500} == {}


def test_no_clock_inside_actions():
    """`at=` comes from outside: an action asks no clock."""
    paths = [p for p in SOURCES if p.name == "actions.py" or "actions" in p.parent.parts]
    asking = [
        f"{p.relative_to(ROOT)}:{node.lineno}"
        for p in paths
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"now", "today", "utcnow"}
    ]
    assert asking == []


def test_every_public_action_is_keyword_only_and_names_who_and_when():
    loose = []
    for path in (p for p in SOURCES if p.name == "actions.py" or "actions" in p.parent.parts):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and _is_a_deed(node) and not _names_who_and_when(node):
                loose.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert loose == []


def _is_a_deed(node):
    writes = any("atomic" in ast.unparse(d) for d in node.decorator_list)
    return writes and not node.name.startswith("_")


def _names_who_and_when(node):
    names = {argument.arg for argument in node.args.kwonlyargs}
    return not node.args.args and names >= {"at"} and bool(names & {"by", "link"})


def test_no_signals_and_no_save_overrides():
    for path in SOURCES:
        text = path.read_text()
        assert "django.db.models.signals" not in text, path
        assert "def save(self" not in text or "forms" in path.name, path


def test_the_project_speaks_of_itself_alone():
    words = ("/wo" + "rk/", "assist" + "ant", "prompt" + "ed")
    hits = [
        f"{p.relative_to(ROOT)}: {word}"
        for p in [*SOURCES, *ROOT.rglob("*.html"), *(ROOT.parent / "docs").rglob("*.md")]
        for word in words
        if word in p.read_text()
    ]
    assert hits == []


def test_locks_name_no_host():
    for lock in (ROOT.parent / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text()
