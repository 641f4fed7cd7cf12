"""The shape of the project: file sizes, names, and what may not be imported where."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def test_there_are_sources_to_look_at():
    assert len(SOURCES) > 50


def test_no_file_is_longer_than_500_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
        if (count := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert not long


def test_the_main_window_stays_below_400_lines():
    path = ROOT / "app" / "views" / "main_window.py"
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_no_room_is_called_utils_helpers_or_manager():
    bad = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(
            part in BANNED_NAMES or part.endswith(("_utils", "_helpers", "_manager"))
            for part in (*path.relative_to(ROOT).parts[:-1], path.stem)
        )
    ]
    assert not bad


def test_views_speak_plain_text_only():
    """Ticket text is never rich text: labels are PlainLabels, no modal exec, no processEvents."""
    words = (
        r"\bsetHtml\(",
        r"\bprocessEvents\(",
        r"\bRichText\b",
        r"\bQSortFilterProxyModel\(",
    )
    bad = [
        (str(path.relative_to(ROOT)), word)
        for path in (ROOT / "app" / "views").rglob("*.py")
        for word in words
        if re.search(word, path.read_text("utf-8"))
    ]
    assert not bad


def test_analysis_reads_no_clock_and_no_file():
    bad = []
    for path in (ROOT / "app" / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = ast.unparse(node.func)
                if called in {
                    "time.time",
                    "datetime.now",
                    "datetime.utcnow",
                    "Path.open",
                    "date.today",
                }:
                    bad.append((str(path.relative_to(ROOT)), called))
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "open"
            ):
                bad.append((str(path.relative_to(ROOT)), "open"))
    assert not bad


def test_qt_is_pinned_below_the_release_that_drops_references():
    lines = (ROOT / "requirements" / "run.in").read_text().splitlines()
    assert "PySide6-Essentials>=6.11,<6.12" in lines


def test_lock_files_are_hashed_and_name_no_registry():
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        assert "://" not in text
        assert "--index" not in text
        pins = re.findall(r"^[a-z0-9][^ ]*==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") > len(pins)


def test_every_dependency_is_explained():
    explained = (ROOT / "docs" / "decisions.md").read_text("utf-8").lower()
    for line in (ROOT / "requirements" / "run.in").read_text().splitlines():
        assert re.split(r"[><=]", line)[0].lower() in explained, line


def test_the_version_stands_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    from app import __version__

    assert project["project"]["version"] == __version__


def test_git_tracks_nothing_from_the_shared_folder():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    assert not re.search(r"uci_incident|bpic20|(^|/)demo_incident", tracked)
