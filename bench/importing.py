"""A million tickets in: the product against the sqlite3 shell's own .import and SQLAlchemy Core."""

import hashlib
import shutil
import sys
from pathlib import Path

from bench import generated
from bench.report import command, ratio, row

OURS = """
import sys
from pathlib import Path
from app import importers
from app.models.records import Options
from app.store.database import open_store
from app.store.write import store_reading
path, place = Path(sys.argv[1]), Path(sys.argv[2])
store = open_store(place)
options = Options(timezone="UTC", date_order="ymd")
done = store_reading(store, importers.read(path, options), file_name=path.name, sha256=sys.argv[3],
    size=path.stat().st_size, scope="full", as_of=1800000000, now=1800000000, wall=1800000000,
    actor="bench")
print(done.rows, done.new, done.rejected, file=sys.stderr)
store.close()
"""
AGAIN = """
import sys
from pathlib import Path
from app.models.records import Options
from app.services.import_job import ImportJob, run_job
path, place = Path(sys.argv[1]), Path(sys.argv[2])
job = ImportJob(store=place, path=path, shown_path=path.name,
    options=Options(timezone="UTC", date_order="ymd"), as_of=1800000000, now=1800000000,
    wall=1800000000, actor="bench", demo=False, dry_run=False)
result = run_job(job, lambda done, total: None)
assert "was imported before" in result.message, result.message
"""
CORE = """
import csv, sys
from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, create_engine
from sqlalchemy.dialects.sqlite import insert
path, place = sys.argv[1:3]
engine = create_engine("sqlite:///" + place)
stream = csv.reader(open(path, encoding="utf-8", newline=""))
header = next(stream)
table = Table("ticket", MetaData(), *[Column(n, Text, primary_key=n == "number") for n in header])
for name in ("opened_at", "assignment_group", "state"):
    Index("ix_" + name, table.c[name])
table.metadata.create_all(engine)
statement = insert(table)
statement = statement.on_conflict_do_update(index_elements=["number"],
    set_={n: statement.excluded[n] for n in header[1:]})
with engine.begin() as conn:
    chunk = []
    for line in stream:
        chunk.append(dict(zip(header, line)))
        if len(chunk) == 5000:
            conn.execute(statement, chunk); chunk = []
    if chunk:
        conn.execute(statement, chunk)
"""


def run(folder: Path, rows: int, *, peers: bool = True) -> Path:
    """Print the figures; the store that was made."""
    export = folder / "incident.csv"
    generated.write(export, rows)
    store = folder / "bench.db"
    python = sys.executable
    with export.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    first, peak = command([python, "-c", OURS, str(export), str(store), digest])
    row("Control Tower, first import", first, f"peak {peak >> 10:,} MB (goal ≤ 450)")
    again, _ = command([python, "-c", AGAIN, str(export), str(store)])
    row("Control Tower, the same file again (known by its hash)", again)
    ratio("the same file again / first import", again, first, "≤ 0.25")
    other, _ = command([python, "-c", OURS, str(export), str(store), "0" * 64])
    row("Control Tower, the same rows in another file", other)
    ratio("the same rows in another file / first import", other, first, "none")
    if peers and shutil.which("sqlite3"):
        shell, _ = command(["sqlite3", str(folder / "shell.db")], _shell_script(export))
        row("sqlite3 shell, .import typed, key and 3 indexes", shell)
        ratio("first import / sqlite3 .import", first, shell, "≤ 1.3")
    if peers:
        core, _ = command([python, "-c", CORE, str(export), str(folder / "core.db")])
        row("SQLAlchemy Core upsert", core)
        ratio("SQLAlchemy Core / first import", core, first, "≥ 2")
    return store


def _shell_script(export: Path) -> str:
    integers = {"state", "reopen_count", "reassignment_count", "sys_mod_count"}
    columns = ", ".join(
        f"{name} {'INTEGER' if name in integers else 'TEXT'}"
        + (" PRIMARY KEY" if name == "number" else "")
        for name in generated.HEADER
    )
    return (
        f"PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\nCREATE TABLE ticket({columns});\n"
        "CREATE INDEX a ON ticket(opened_at);\nCREATE INDEX b ON ticket(assignment_group);\n"
        "CREATE INDEX c ON ticket(state);\nBEGIN;\n.mode csv\n"
        f".import --skip 1 {export} ticket\nCOMMIT;\n"
    )
