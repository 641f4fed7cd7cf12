"""F2: killed at any moment of writing a workbook, a PDF or a CSV: the old file whole or the new."""

import hashlib
import os
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from app.reports.files import write_file
from tests.figures import Say

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

EXPORTS = """
    import hashlib, io, sys
    from pathlib import Path
    import openpyxl
    import typst
    from app.reports.files import write_file
    folder = Path(sys.argv[1])
    def workbook(number):
        book = openpyxl.Workbook()
        for line in range(60):
            book.active.append([number, line, "x" * 200])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    contents = []
    for number in range(2):
        contents.append(("report.xlsx", workbook(number)))
        page = f"#for at in range(40) [Report {number} #lorem(60) #pagebreak()]".encode()
        contents.append(("report.pdf", typst.compile(page)))
        contents.append(("report.csv", f"{number},".encode() * 40_000))
    for name, content in contents:
        print("content", name, hashlib.sha256(content).hexdigest(), flush=True)
    while True:
        for name, content in contents:
            write_file(folder / name, content)
            print("wrote", name, flush=True)
"""


def kill_exports(folder: Path, times: int, seed: int) -> int:
    dice = random.Random(seed)
    files = 0
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(EXPORTS), str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        whole = {process.stdout.readline().split()[2] for _ in range(6)}
        for _ in range(dice.randint(1, 25)):
            process.stdout.readline()
        process.kill()
        process.communicate()
        for name in ("report.xlsx", "report.pdf", "report.csv"):
            if (folder / name).exists():
                digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
                assert digest in whole or digest in seen(folder), f"{name} is neither old nor new"
                files += 1
        (folder / "seen").write_text("\n".join(seen(folder) | whole))
    return files


def seen(folder: Path) -> set[str]:
    """Hashes of what earlier runs wrote: workbooks and PDFs carry the time they were made."""
    known = folder / "seen"
    return set(known.read_text().split()) if known.exists() else set()


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".~*"))


def test_f2_two_kills_of_exports(tmp_path: Path) -> None:
    assert kill_exports(tmp_path, 2, seed=1) > 0


def test_f2_what_a_kill_left_is_swept_by_the_next_export(tmp_path: Path) -> None:
    left = tmp_path / ".~tower-left.csv"
    left.write_bytes(b"half")
    long_ago = time.time() - 7_200
    os.utime(left, (long_ago, long_ago))
    write_file(tmp_path / "report.csv", b"whole")
    assert leftovers(tmp_path) == []


@pytest.mark.long
@pytest.mark.timeout(900)
def test_f2_thirty_kills_of_exports(tmp_path: Path, say: Say) -> None:
    files = kill_exports(tmp_path, 30, seed=2)
    say(f"F2 30 kills, {files} files looked at: 0 damaged; {len(leftovers(tmp_path))} to be swept")
