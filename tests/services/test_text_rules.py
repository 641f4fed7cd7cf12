"""Facts are read by the rules that analysis knows, wherever the product reads them."""

import ast
from pathlib import Path

import pytest

import app
from app.services.text_rules import TEXT_RULES
from app.services.tower import open_tower
from app.store import facts_cache
from tests.store.test_links import ticket_of

ROOT = Path(app.__file__).parent
READERS = ("load_facts", "read_facts", "as_known")


def calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in READERS
    ]


def test_every_reading_of_facts_says_by_which_rules() -> None:
    found = calls()
    assert len(found) >= 6
    for place, call in found:
        named = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
        assert named & {"TEXT_RULES", "rules"}, place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "tower.db"


def test_the_tower_shows_titles_by_their_template(place: Path) -> None:
    with open_tower(place) as tower:
        ticket_of(tower.store, "INC1", title="Disk full on web-01 (95 %)")
        assert tower.facts().details.templates == ("disk full on <id> <%>",)
        (kept,) = tower.store.cache_folder.iterdir()
        folder, name = tower.store.cache_folder, kept.name
        assert facts_cache.load(folder, name, TEXT_RULES.version) is not None
        assert facts_cache.load(folder, name) is None
