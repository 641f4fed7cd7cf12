"""F1, F16, F19: killed at any moment, the store is the old one or the new one, never half."""

import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.store.backup import backup, restore
from app.store.check import check
from app.store.database import open_store
from tests.figures import Say
from tests.store.builders import put, rows, ticket, tickets

ROOT = Path(__file__).parents[2]
ROWS = 200
pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

IMPORTS = """
    import sys
    from pathlib import Path
    from app.store.database import open_store
    from tests.store.builders import put, ticket, tickets
    def say(done, total):
        print("chunk", flush=True)
    store = open_store(Path(sys.argv[1]))
    number = store.revision()
    while True:
        data = [ticket(f"{number}-{at}", 10) for at in range(200)]
        data += [ticket("shared", 10 + number, state=f"state {number}")]
        put(store, tickets(data, chunk=20), name=str(number), progress=say)
        print("stored", number, flush=True)
        number += 1
"""


def kill_after(code: str, lines: int, *arguments: object) -> list[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    seen = [process.stdout.readline().strip() for _ in range(lines)]
    process.kill()
    rest, _ = process.communicate()
    return seen + rest.splitlines()


def import_and_kill(path: Path, seeds: range, lines: int = 40) -> int:
    """Kill importing processes; how many imports they had acknowledged, all of them found."""
    open_store(path).close()
    stored: set[str] = set()
    for seed in seeds:
        heard = kill_after(IMPORTS, random.Random(seed).randint(1, lines), path)
        stored |= {line.split()[1] for line in heard if line.startswith("stored")}
        store = open_store(path)
        there = dict(
            rows(
                store,
                "SELECT b.file_name, count(t.id) FROM batch b LEFT JOIN ticket t "
                "ON t.key LIKE b.file_name || '-%' GROUP BY b.id",
            )
        )
        assert set(there.values()) <= {ROWS}, "half an import"
        assert stored <= set(there), "an acknowledged import is lost"
        assert check(store).problems == ()
        history = rows(store, "SELECT count(*) FROM field_history WHERE field = 'state'")
        assert history == [(max(len(there) - 1, 0),)]
        store.close()
    assert stored
    return len(stored)


def test_f1_four_kills_of_imports(tmp_path: Path) -> None:
    import_and_kill(tmp_path / "tower.db", range(4))


def test_the_next_start_says_once_that_a_write_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "tower.db"
    store = open_store(path)
    assert store.note == ""
    store.close()
    kill_after(IMPORTS, 3, path)
    store = open_store(path)
    assert "was cut off" in store.note
    put(store, tickets([ticket("A", 10)]))
    store.close()
    store = open_store(path)
    assert store.note == ""
    store.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_f1_sixty_kills_of_imports(tmp_path: Path, say: Say) -> None:
    kills = acknowledged = 0
    for at in range(100, 160, 10):
        found = import_and_kill(tmp_path / f"{at}.db", range(at, at + 10), lines=150)
        kills, acknowledged = kills + 10, acknowledged + found
    say(f"F1 {kills} kills, {acknowledged} acknowledged imports: 0 lost, 0 half")
    assert acknowledged >= 200


@pytest.mark.long
@pytest.mark.timeout(600)
def test_kills_of_undo_leave_all_or_nothing(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from app.store.database import open_store
        from app.store.write import undo_batch
        store = open_store(Path(sys.argv[1]))
        print("go", flush=True)
        undo_batch(store, 1, now=1, wall=30_000, actor="Tess")
    """
    for seed in range(8):
        path = tmp_path / f"{seed}.db"
        store = open_store(path)
        put(store, tickets([ticket(f"INC{n}", n) for n in range(4_000)], chunk=1_000))
        store.close()
        kill_after(code, 1, path)
        store = open_store(path)
        assert rows(store, "SELECT count(*) FROM ticket")[0][0] in (0, 4_000)
        assert check(store).problems == ()
        store.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_kills_of_making_a_store_leave_none_or_a_whole_one(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from app.store.database import open_store
        print("go", flush=True)
        open_store(Path(sys.argv[1]))
        print("made", flush=True)
    """
    for number in range(12):
        path = tmp_path / f"{number}.db"
        lines = kill_after(code, 1 + number % 2, path)
        if "made" in lines:
            assert path.exists()
        store = open_store(path)
        assert check(store).problems == ()
        store.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_f19_kills_of_backup_and_restore(tmp_path: Path) -> None:
    path, kept = tmp_path / "tower.db", tmp_path / "kept.db"
    store = open_store(path)
    put(store, tickets([ticket(f"INC{n}", n) for n in range(3_000)], chunk=1_000))
    backup(store, kept)
    put(store, tickets([ticket("LATER", 10)]))
    store.close()
    code = """
        import sys
        from pathlib import Path
        from app.store.backup import backup, restore
        from app.store.database import open_store
        store, kept, other = map(Path, sys.argv[1:4])
        print("go", flush=True)
        while True:
            backup(open_store(store), other)
            print("backed up", flush=True)
            restore(store, kept)
            print("restored", flush=True)
    """
    for seed in range(8):
        other = tmp_path / f"other-{seed}.db"
        kill_after(code, random.Random(seed).randint(1, 5), path, kept, other)
        for copy in (path, other):
            if copy.exists():
                store = open_store(copy)
                assert rows(store, "SELECT count(*) FROM ticket")[0][0] in (3_000, 3_001)
                assert check(store).problems == ()
                store.close()
        assert path.exists()
    restore(path, kept)
