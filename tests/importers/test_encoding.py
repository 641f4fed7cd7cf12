"""The encoding ladder, compression, and their caps."""

import gzip
import lzma
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importers.encoding import Packed, find_encoding
from app.models.errors import AppError
from tests.importers.making import export, line, tickets, write

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)


def encoding_of(folder, content: bytes) -> str:
    packed = Packed(write(folder, "sample.txt", content))
    return find_encoding(packed.head(), packed.open, "sample.txt")


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_marked_and_utf8_text_decodes_as_written(tmp_path_factory, text, encoding):
    content = f"number,{text}".encode(encoding)
    found = encoding_of(tmp_path_factory.mktemp("e"), content)
    assert content.decode(found).lstrip("\ufeff") == f"number,{text}".lstrip("\ufeff")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_mark_is_seen_by_its_nuls(tmp_path, encoding):
    assert encoding_of(tmp_path, export(20).encode(encoding)) == encoding


def test_western_text_is_cp1252_even_where_the_first_odd_byte_comes_late(tmp_path):
    text = export(5000) + line(5001, "Größe – naïve") + "\n"
    path = write(tmp_path, "late.csv", text.encode("cp1252"))
    reading, rows = tickets(path)
    assert reading.recognised.encoding == "cp1252"
    assert rows[-1]["title"] == "Größe – naïve"


def test_a_declared_encoding_wins(tmp_path):
    text = export(2).replace("Printer offline", "Принтер")
    path = write(tmp_path, "koi.csv", text.encode("cp1251"))
    _, rows = tickets(path, encoding="cp1251")
    assert rows[0]["title"] == "Принтер"
    with pytest.raises(AppError, match="“klingon” is not an encoding"):
        tickets(path, encoding="klingon")


def test_nul_characters_are_taken_out_and_counted(tmp_path):
    for encoding in ("utf-8", "utf-16"):
        text = export(3).replace("Printer", "Pri\0nter")
        reading, rows = tickets(write(tmp_path, "nul.csv", text.encode(encoding)))
        assert {row["title"] for row in rows} == {"Printer offline"}
    reading, _ = tickets(write(tmp_path, "nul.csv", export(3).replace("Printer", "Pri\0nter")))
    assert reading.warnings == ["3 NUL characters were taken out of the text."]


def test_packed_files_are_read_as_they_are(tmp_path):
    plain = export(50)
    xz = write(tmp_path, "a.csv.xz", lzma.compress(plain.encode()))
    gz = write(tmp_path, "a.csv.gz", gzip.compress(plain.encode()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/a.csv", plain)
    for path in (xz, gz, tmp_path / "a.zip"):
        assert len(tickets(path)[1]) == 50


def test_a_zip_of_two_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", export(1))
        archive.writestr("b.csv", export(1))
    with pytest.raises(AppError, match="holds 2 files"):
        tickets(tmp_path / "two.zip")


@pytest.mark.parametrize("name", ["bomb.csv.xz", "bomb.csv.gz", "bomb.zip"])
def test_bombs_stop_at_the_ratio(tmp_path, name):
    content = (export(10) + line(11, "x" * 20) + "\n").encode() + b",\n" * 20_000_000
    if name.endswith("xz"):
        write(tmp_path, name, lzma.compress(content, preset=1))
    elif name.endswith("gz"):
        write(tmp_path, name, gzip.compress(content))
    else:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", content)
    with pytest.raises(AppError, match="times its size"):
        tickets(tmp_path / name)


def test_cut_archives_are_named(tmp_path):
    packed = lzma.compress(export(500).encode())
    with pytest.raises(AppError, match="cut short or damaged"):
        tickets(write(tmp_path, "cut.csv.xz", packed[:-30]))
    packed = gzip.compress(export(500).encode())
    with pytest.raises(AppError, match="cut short or damaged"):
        tickets(write(tmp_path, "cut.csv.gz", packed[:-30]))
