"""Every format has its line in docs/importing.md and its section, and none is about nothing."""

import re
from pathlib import Path

from app.importers import IMPORTERS

DOCS = Path(__file__).parents[2] / "docs"


def test_each_importer_has_its_line():
    page = (DOCS / "importing.md").read_text("utf-8")
    lines = re.findall(r"^\| ([a-z0-9_]+\.[a-z0-9_.]+) \|", page, re.MULTILINE)
    assert lines == [importer.id for importer in IMPORTERS]


def test_each_importer_has_its_section():
    sections = [
        name
        for page in (DOCS / "formats").glob("*.md")
        for name in re.findall(r"^### (\S+)$", page.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(sections) == sorted(importer.id for importer in IMPORTERS)
