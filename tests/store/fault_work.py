"""One piece of work on a store, run in a process of its own that a fault meets.

`python -m tests.store.fault_work WORK FOLDER`; prints "done" when the work was acknowledged, or
the plain sentence of what was refused.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from app.models.errors import AppError
from app.reports.files import write_file
from app.store import automatic, backup, database, write
from tests.store.builders import put, ticket, tickets
from tests.store.older_store import version_one

WALL = 1_795_417_920


def prepare(work: str, folder: Path) -> None:
    """What the folder holds before the work."""
    path = folder / "tower.db"
    if work == "migration":
        version_one(path, rows=30)
        return
    store = database.open_store(path)
    put(store, tickets([ticket(f"OLD{n}", 10) for n in range(60)], chunk=20))
    if work == "restore":
        backup.backup(store, folder / "copy.db")
        put(store, tickets([ticket(f"LATER{n}", 10) for n in range(30)]))
    store.close()
    if work == "export":
        (folder / "report.csv").write_text("old\n" * 100)


def run(work: str, folder: Path) -> None:
    """Do it."""
    path = folder / "tower.db"
    if work == "restore":
        backup.restore(path, folder / "copy.db")
        return
    if work == "export":
        write_file(folder / "report.csv", b"new\n" * 100)
        return
    store = database.open_store(path)
    if work == "import":
        put(store, tickets([ticket(f"NEW{n}", 20) for n in range(60)], chunk=20))
    elif work == "undo":
        write.undo_batch(store, 1, now=1, wall=30_000, actor="Tess")
    elif work == "backup":
        automatic.backup_before_import(store, WALL)
    store.close()


def main(work: str, folder: Path) -> None:
    try:
        run(work, folder)
        words = "done"
    except AppError as error:
        words = f"refused: {error}"
    with contextlib.suppress(OSError):  # the fault may meet these words themselves
        os.write(1, f"{words}\n".encode())


def fresh(work: str, template: Path, folder: Path) -> Path:
    """A copy of what `prepare` made."""
    if not template.exists():
        template.mkdir(parents=True)
        prepare(work, template)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
