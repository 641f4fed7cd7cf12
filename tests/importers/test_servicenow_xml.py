"""XML: unloads, lists and answers are read; what attacks or is cut short ends in a sentence."""

import tracemalloc

import hypothesis
import hypothesis.strategies as st
import pytest

from app.importers import read
from app.importers.sheets import open_sheet
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import drain, tickets, write

UNLOAD = """<?xml version="1.0" encoding="UTF-8"?>
<unload unload_date="2026-03-02 07:00:00">
<incident action="INSERT_OR_UPDATE">
<number>INC0040001</number>
<caller_id display_value="A. Keller">7fc1a3e0c0a8016400b98a06818d57aa</caller_id>
<opened_at>2026-03-01 08:15:00</opened_at>
<priority>2</priority>
<short_description>Portal &lt;login&gt; fails</short_description>
<state>2</state>
</incident>
<incident action="INSERT_OR_UPDATE">
<number>INC0040002</number>
<caller_id display_value=""/>
<opened_at>2026-03-01 09:00:00</opened_at>
<priority>3</priority>
<short_description><![CDATA[<p>Disk & tape</p>]]></short_description>
<state>7</state>
</incident>
</unload>
"""
LIST = UNLOAD.replace('unload unload_date="2026-03-02 07:00:00"', "xml").replace("unload>", "xml>")
ANSWER = """<response><result><number>INC0040003</number><state>1</state>
<opened_at>2026-03-01 10:00:00</opened_at>
<caller_id><link>https://desk.example/x</link><value>7fc1a3e0c0a8016400b98a06818d57aa</value>
</caller_id></result></response>"""
LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><unload><incident><number>&c;</number></incident></unload>"""
ENTITY = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<unload><incident><number>&f;</number></incident></unload>"""


@pytest.mark.parametrize("text", [UNLOAD, LIST])
def test_a_list_of_records_is_read_with_display_values_and_utc_times(tmp_path, text):
    reading, rows = tickets(write(tmp_path, "list.xml", text), timezone="Europe/Berlin")
    assert reading.recognised.container == "xml"
    assert reading.recognised.format == "servicenow.incident"
    assert reading.recognised.timezone == "UTC"
    assert [(row["key"], row["caller"], row["priority"], row["state"]) for row in rows] == [
        ("INC0040001", "A. Keller", 2, "in_progress"),
        ("INC0040002", None, 3, "closed"),
    ]
    assert rows[0]["opened_at"] == 1772352900
    assert [row["title"] for row in rows] == ["Portal <login> fails", "<p>Disk & tape</p>"]


def test_an_answer_of_the_table_api_in_xml_is_read(tmp_path):
    reading = read(write(tmp_path, "answer.xml", ANSWER), Options())
    rows = drain(reading)["ticket"]
    assert [(row["key"], row["state"], row["opened_at"]) for row in rows] == [
        ("INC0040003", "new", 1772359200)
    ]


def test_the_stored_value_stands_beside_the_display_value(tmp_path):
    sheet, _ = open_sheet(write(tmp_path, "list.xml", UNLOAD), Options())
    cells = dict(zip(sheet.head()[0], sheet.head()[1], strict=True))
    assert sheet.envelope == "incident"
    assert cells["caller_id"] == "A. Keller"
    assert cells["caller_id.value"] == "7fc1a3e0c0a8016400b98a06818d57aa"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8-sig"])
def test_the_declared_encoding_is_used(tmp_path, encoding):
    text = UNLOAD.replace("A. Keller", "Zoë Müller").replace("UTF-8", encoding)
    _, rows = tickets(write(tmp_path, "list.xml", text.encode(encoding)))
    assert rows[0]["caller"] == "Zoë Müller"


@pytest.mark.parametrize("encoding", ["utf-77", "idna", "utf-32", "base64"])
def test_a_wrongly_declared_encoding_is_passed_over(tmp_path, encoding):
    text = UNLOAD.replace("A. Keller", "Zoë Müller").replace("UTF-8", encoding)
    _, rows = tickets(write(tmp_path, "list.xml", text))
    assert rows[0]["caller"] == "Zoë Müller"


@pytest.mark.parametrize("declared", ["UTF-8", "us-ascii"])
def test_windows_text_that_declares_utf_8_keeps_its_letters(tmp_path, declared):
    text = UNLOAD.replace("A. Keller", "Zoë Müller").replace("UTF-8", declared)
    reading, rows = tickets(write(tmp_path, "list.xml", text.encode("cp1252")))
    assert rows[0]["caller"] == "Zoë Müller"
    assert reading.recognised.encoding == "cp1252"


def test_other_tables_in_one_unload_are_left_out_by_name(tmp_path):
    text = UNLOAD.replace("</unload>", "<sys_journal><sys_id>1</sys_id></sys_journal></unload>")
    reading, rows = tickets(write(tmp_path, "list.xml", text))
    assert len(rows) == reading.rows_read == 2
    assert any("1 sys_journal" in warning for warning in reading.warnings)


NASTY = {
    "laughs.xml": (LAUGHS, "declares a document type or entities of its own"),
    "entity.xml": (ENTITY, "declares a document type or entities of its own"),
    "deep.xml": ("<unload>" + "<a>" * 300 + "</a>" * 300 + "</unload>", "more than 256 elements"),
    "cut.xml": (UNLOAD[:500], "is not complete XML near line"),
    "tag.xml": (UNLOAD.replace("</priority>", "</prio>", 1), "is not complete XML near line 7"),
    "none.xml": ("<?xml version='1.0'?><unload/>", "is XML without records"),
    "foreign.xml": ("<a><b><c>1</c></b></a>", "is not an export that is known here"),
    "long.xml": (f"<x><r><t>{'a' * 10_000_001}</t></r></x>", "more than 10,000,000 characters"),
    "comment.xml": (f"<x><!--{'a' * 10_200_000}--><r><t/></r></x>", "more than 10,000,000"),
    "wide.xml": (f"<x><r>{'<t/>' * 5_001}</r></x>", "a record of more than 5,000 fields"),
    "names.xml": (
        "<x>" + "".join(f"<r{n}><t/></r{n}>" for n in range(20_001)) + "</x>",
        "more than 20,000 different elements",
    ),
    "book.xls": ("<?xml version='1.0'?><Workbook xmlns='urn:x'><T/></Workbook>", "saved as XML"),
    "page.xls": ("<!-- x --><table><tr><td>Number</td></tr></table>", "is a web page (HTML)"),
    "xhtml.xml": ("<?xml version='1.0'?><!DOCTYPE html><html><body/></html>", "is a web page"),
}


@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_hostile_or_damaged_file_ends_in_a_plain_sentence(tmp_path, name):
    content, words = NASTY[name]
    with pytest.raises(AppError) as refusal:
        drain(read(write(tmp_path, name, content), Options(timezone="UTC")))
    assert words in str(refusal.value)
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_page_inside_a_record_is_text(tmp_path):
    text = UNLOAD.replace("<p>Disk & tape</p>", "<html><table><form>password</form></table></html>")
    _, rows = tickets(write(tmp_path, "list.xml", text))
    assert rows[1]["title"].startswith("<html><table>")


def test_memory_does_not_grow_with_the_file(tmp_path):
    """Held whole, the records of this file take more than 30 MB."""
    record = UNLOAD[UNLOAD.index("<incident") : UNLOAD.index("</unload>")]
    path = write(tmp_path, "big.xml", f"<unload>{record * 6_000}</unload>")
    tracemalloc.start()
    try:
        sheet, _ = open_sheet(path, Options())
        assert sum(len(block.rows) for block in sheet.blocks()) == 12_001
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


@hypothesis.given(
    place=st.integers(0, len(UNLOAD)),
    gone=st.integers(0, 40),
    put=st.one_of(st.text(max_size=20), st.sampled_from(["<a>", "</a>", "&x;", "<!--", "]]>"])),
)
def test_a_damaged_list_gives_rows_or_a_sentence(tmp_path_factory, place, gone, put):
    text = UNLOAD[:place] + put + UNLOAD[place + gone :]
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        reading = read(path, Options(timezone="UTC"))
        rows = drain(reading)
    except AppError:
        pass
    else:
        stored = len(next(iter(rows.values())))
        assert stored + reading.rejected + reading.merged == reading.rows_read
