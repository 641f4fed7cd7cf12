"""Nasty input: a plain sentence, exit 1, 3 or 4, and a store that `tower check` finds whole."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Ran, Tower

HEADER = "number,opened_at,short_description,priority,state,assignment_group,sys_updated_on\n"
ROW = (
    "INC{n:07d},2026-11-{d:02d} 10:15:00,Mail is slow,3 - Moderate,New,Messaging,"
    "2026-11-{d:02d} 11:00:00\n"
)
GOOD = HEADER + "".join(ROW.format(n=n, d=13 + n % 10) for n in range(40))


def _empty(folder: Path) -> Path:
    (folder / "f.csv").write_bytes(b"")
    return folder / "f.csv"


def _header_only(folder: Path) -> Path:
    (folder / "f.csv").write_text(HEADER)
    return folder / "f.csv"


def _empty_folder(folder: Path) -> Path:
    (folder / "nothing").mkdir()
    return folder / "nothing"


def _binary(folder: Path) -> Path:
    (folder / "f.csv").write_bytes(bytes(range(256)) * 64)
    return folder / "f.csv"


def _truncated_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADER.strip().split(","))
    for line in GOOD.splitlines()[1:]:
        book.active.append(line.split(","))
    book.save(folder / "whole.xlsx")
    content = (folder / "whole.xlsx").read_bytes()
    (folder / "f.xlsx").write_bytes(content[: len(content) // 2])
    return folder / "f.xlsx"


def _html_named_xls(folder: Path) -> Path:
    (folder / "f.xls").write_text(
        "<html><body><table><tr><td>number</td></tr></table></body></html>"
    )
    return folder / "f.xls"


def _unclosed_quote(folder: Path) -> Path:
    lines = GOOD.splitlines(keepends=True)
    lines[7] = lines[7].replace("Mail is slow", '"Mail is slow')
    (folder / "f.csv").write_text("".join(lines))
    return folder / "f.csv"


def _zip_bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f.csv", HEADER + "0" * (200 << 20))
    return folder / "f.zip"


def _deep_json(folder: Path) -> Path:
    (folder / "f.json").write_text('{"result":' + "[" * 100_000 + "]" * 100_000 + "}")
    return folder / "f.json"


def _missing(folder: Path) -> Path:
    return folder / "not there.csv"


HOLD = """
import sys
from pathlib import Path
from app.store.database import open_store
store = open_store(Path(sys.argv[1]))
with store.writing():
    print("held", flush=True)
    sys.stdin.read()
"""
REFUSED = (
    _empty, _header_only, _empty_folder, _binary, _truncated_workbook, _html_named_xls,
    _unclosed_quote, _zip_bomb, _deep_json, _missing,
)  # fmt: skip


def _whole(tower: Tower) -> None:
    check = tower("check")
    assert check.code == 0, check.err


def _plain(ran: Ran) -> None:
    assert "Traceback" not in ran.err
    assert "Error" not in ran.err.split(":")[0]
    assert ran.err.startswith("tower: ")


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__.strip("_"))
def test_refused_with_a_plain_sentence(make, tower: Tower, tmp_path):
    ran = tower("import", make(tmp_path), "--timezone", "UTC", "--date-order", "ymd")
    assert ran.code in (1, 4), ran.out + ran.err
    _plain(ran)
    assert "othing was imported" in ran.err
    _whole(tower)


def test_utf_16_is_read(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(GOOD.encode("utf-16"))
    ran = tower("import", path, "--timezone", "UTC", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["totals"]["new"] == 40
    assert ran.json["files"][0]["encoding"].startswith("utf-16")


def test_nul_bytes_never_lose_another_row(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(GOOD.encode().replace(b"INC0000005", b"INC00\x000005"))
    ran = tower("import", path, "--timezone", "UTC", "--json")
    assert ran.code in (0, 3), ran.err
    totals = ran.json["totals"]
    assert totals["new"] + totals["rejected"] == totals["rows"] == 40
    assert totals["new"] >= 39
    _whole(tower)


def test_fifty_megabytes_in_one_cell_leave_out_one_row(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    lines = GOOD.splitlines(keepends=True)
    lines[9] = lines[9].replace("Mail is slow", "x" * (50 << 20))
    path.write_text("".join(lines))
    ran = tower("import", path, "--timezone", "UTC", "--json")
    assert ran.code == 3, ran.err
    assert (ran.json["totals"]["new"], ran.json["totals"]["rejected"]) == (39, 1)
    assert len(ran.json["files"][0]["rejects"][0]["value"]) < 2_000
    _whole(tower)


def test_no_zone_is_a_question_and_stores_nothing(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(GOOD)
    ran = tower("import", path, "--json")
    assert ran.code == 4
    assert ran.json["files"][0]["decision"]["option"] == "--timezone"
    assert tower("queues", "--json").json["total"]["open"] == 0
    assert tower("import", path, "--timezone", "Europe/Berlin").code == 0
    assert tower("import", path).code == 0, "a decision given once is remembered"


def test_a_bad_row_is_left_out_with_its_place(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        GOOD.replace("INC0000003,2026-11-16 10:15:00", "INC0000003,2026-13-40 10:15:00")
    )
    ran = tower("import", path, "--timezone", "UTC", "--json")
    assert ran.code == 3, ran.err
    reject = ran.json["files"][0]["rejects"][0]
    assert (reject["row"], reject["column"]) == (5, "opened_at")
    assert "2026-13-40" in reject["value"]


def test_second_process_waits_or_is_told_who_writes(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(GOOD)
    tower("import", path, "--timezone", "UTC")
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            HOLD,
            str(tmp_path / "store" / "tower.db"),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        path.write_text(GOOD.replace("Mail is slow", "Mail is fast"))
        ran = tower("import", path, "--timezone", "UTC")
        assert ran.code == 1
        assert str(holder.pid) in ran.err
    finally:
        holder.communicate("")
    _whole(tower)


def test_full_disk_keeps_the_old_store(tower: Tower, tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        store = place / "tower.db"
        small, big = tmp_path / "small.csv", tmp_path / "big.csv"
        small.write_text(GOOD)
        rows = [ROW.format(n=n, d=13 + n % 10) for n in range(30_000)]
        big.write_text(HEADER + "".join(rows))
        assert tower("import", small, "--timezone", "UTC", "--store", store).code == 0
        ran = tower("import", big, "--timezone", "UTC", "--store", store)
        assert ran.code == 1
        _plain(ran)
        assert tower("check", "--store", store).code == 0
        health = tower("queues", "--store", store, "--json")
        assert health.json["total"]["open"] == 40
    finally:
        subprocess.run(["umount", place], check=True)


def test_read_only_folder_can_be_looked_at_and_refuses_imports(tower: Tower, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(GOOD)
    assert tower("import", path, "--timezone", "UTC").code == 0
    place = tmp_path / "frozen"
    shutil.copytree(tmp_path / "store", place)
    mounted = subprocess.run(
        ["mount", "--bind", "-o", "ro", place, place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a folder read-only")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
        store = place / "tower.db"
        assert tower("queues", "--store", store, "--json").json["total"]["open"] == 40
        path.write_text(GOOD.replace("slow", "fast"))
        ran = tower("import", path, "--timezone", "UTC", "--store", store)
        assert ran.code == 1
        _plain(ran)
        assert tower("check", "--store", store).code == 0
    finally:
        subprocess.run(["umount", place], check=True)
