"""PDF — a paper as a tagged PDF with its font inside, whatever the machine has installed."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from madoguchi.foundation.papers.blocks import Block, Paper

PDF = "application/pdf"
HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
LAYOUT = HERE / "paper.typ"


def pdf(paper: Paper) -> bytes:
    """PDFの書類 — the same paper gives the same bytes. What a paper says reaches the layout as data, never as code."""
    data = {**asdict(paper), "blocks": [_told(block) for block in paper.blocks]}
    made: bytes = typst.compile(
        LAYOUT,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(data)},
    )
    return made


def _told(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}
