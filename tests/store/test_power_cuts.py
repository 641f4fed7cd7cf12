"""F5: after a power cut at any moment nothing is half and nothing acknowledged is lost."""

import random
import shutil
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.store.check import check
from app.store.database import open_store
from tests.figures import Say
from tests.store.builders import put, rows, ticket, tickets
from tests.store.power_cut import Step, cut, record

ROWS = 40
pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")

IMPORTS = """
    import sys
    from pathlib import Path
    from app.store import sqlite
    from app.store.automatic import backup_before_import
    from app.store.database import open_store
    from tests.store.builders import put, ticket, tickets
    if len(sys.argv) > 2:
        weaker = f"PRAGMA synchronous={sys.argv[2]}"
        sqlite._WRITER_PRAGMAS = (*sqlite._WRITER_PRAGMAS, weaker)
    store = open_store(Path(sys.argv[1], "tower.db"))
    for number in range(1, 5):
        backup_before_import(store, 1_795_417_920 + number)
        data = [ticket(f"{number}-{at}", 10) for at in range(40)]
        data += [ticket("shared", 10 + number, state=f"state {number}")]
        put(store, tickets(data, chunk=20), name=str(number))
        print("stored", number, flush=True)
    store.close()
"""
EXPORTS = """
    import sys
    from pathlib import Path
    from app.reports.files import write_file
    for number in range(1, 5):
        write_file(Path(sys.argv[1], "report.csv"), f"report {number}\\n".encode() * 2_000)
        print("stored", number, flush=True)
"""


def recorded(folder: Path, code: str, *arguments: object) -> list[Step]:
    """A run on a folder with one import and one report in it; the folder before is kept."""
    run, before = folder / "run", folder / "before"
    run.mkdir()
    store = open_store(run / "tower.db")
    put(store, tickets([ticket("first", 10)]), name="0")
    store.close()
    (run / "report.csv").write_bytes(b"report 0\n" * 2_000)
    shutil.copytree(run, before)
    return record(textwrap.dedent(code), run, *arguments)


def stored_there(folder: Path) -> int | str:
    """How many imports are there, each whole; or what is wrong."""
    try:
        store = open_store(folder / "tower.db", create=False)
    except AppError as error:
        return str(error)
    try:
        if store.read_only or (problems := check(store).problems):
            return store.read_only or problems[0]
        for copy in (folder / "backups").glob("tower-*.db"):
            kept = open_store(copy)
            damage = check(kept).problems
            kept.close()
            if damage:
                return f"backup: {damage[0]}"
        sizes = rows(store, "SELECT count(*) FROM ticket WHERE key LIKE '%-%' GROUP BY batch_id")
        if any(size != (ROWS,) for size in sizes):
            return f"half: {sizes}"
        return len(sizes)
    finally:
        store.close()


def report_there(folder: Path) -> int | str:
    content = (folder / "report.csv").read_bytes() if (folder / "report.csv").exists() else b""
    for number in range(5):
        if content == f"report {number}\n".encode() * 2_000:
            return number
    return f"damaged: {len(content)} bytes"


def cut_often(folder: Path, code: str, times: int, look, *arguments: object) -> Counter[str]:
    steps = recorded(folder, code, *arguments)
    count: Counter[str] = Counter()
    for seed in range(times):
        said = cut(steps, folder / "before", folder / "run", folder / "cut", random.Random(seed))
        found = look(folder / "cut")
        count["states"] += 1
        if isinstance(found, str):
            count["corrupt or half"] += 1
        elif found < said.count("stored"):
            count["acknowledged and lost"] += 1
    return count


def test_f5_twelve_power_cuts_of_imports(tmp_path: Path) -> None:
    assert cut_often(tmp_path, IMPORTS, 12, stored_there) == {"states": 12}


def test_f5_thirty_power_cuts_of_exports(tmp_path: Path) -> None:
    assert cut_often(tmp_path, EXPORTS, 30, report_there) == {"states": 30}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_f5_two_hundred_power_cuts(tmp_path: Path, say: Say) -> None:
    for name, code, look in (
        ("imports", IMPORTS, stored_there),
        ("exports", EXPORTS, report_there),
    ):
        folder = tmp_path / name
        folder.mkdir()
        count = cut_often(folder, code, 200, look)
        say(f"F5 {name}: {dict(count)}; 0 corrupt, 0 half, 0 lost")
        assert count == {"states": 200}


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_f5_the_cuts_have_teeth(tmp_path: Path, say: Say) -> None:
    count = cut_often(tmp_path, IMPORTS, 60, stored_there, "OFF")
    say(f"F5 without fsync: {dict(count)}")
    assert count["corrupt or half"] + count["acknowledged and lost"] > 0
