"""Every format has its section in docs/importing.md, and no section is about nothing."""

import re
from pathlib import Path

from app.importers import IMPORTERS


def test_each_importer_has_its_section():
    page = Path(__file__).parents[2] / "docs" / "importing.md"
    sections = re.findall(r"^### (\S+)$", page.read_text("utf-8"), re.MULTILINE)
    assert sections == [importer.id for importer in IMPORTERS]
