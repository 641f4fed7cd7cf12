"""Rules of single ServiceNow tables: keys, cut exports, scales, durations, rows left out."""

import pytest

from app.importers import IMPORTERS, read
from app.importers.measures import seconds_of
from app.importers.written_stamps import BadValueError
from app.models.records import Options, Reading
from tests.importers.making import accounted, drain, write

OURS = [importer for importer in IMPORTERS if importer.system == "ServiceNow"]


def rows_of(tmp_path, *lines: str) -> tuple[Reading, list[dict]]:
    path = write(tmp_path, "list.csv", "\n".join(lines) + "\n")
    reading = read(path, Options(timezone="UTC"))
    return reading, next(iter(drain(reading).values()))


@pytest.mark.parametrize("rows", [9_999, 10_000])
def test_exactly_ten_thousand_rows_are_a_cut_export(tmp_path, rows):
    reading, found = rows_of(
        tmp_path, "number,state,sys_updated_on",
        *(f"PRB{number:07},101,2026-03-01 10:00:00" for number in range(rows)),
    )  # fmt: skip
    assert len(found) == rows
    if rows == 10_000:
        assert reading.cut is not None
        assert reading.cut.startswith("Exactly 10,000 rows: ServiceNow cuts exports there.")
        assert reading.cut in reading.warnings
    else:
        assert reading.cut is None


@pytest.mark.parametrize("importer", OURS, ids=[importer.id for importer in OURS])
def test_every_table_knows_where_exports_are_cut(importer):
    assert importer.cut(10_000, 20, "csv") is not None
    assert importer.cut(10_001, 20, "csv") is None
    assert "500,000 cells" in (importer.cut(4_999, 100, "xlsx") or "")
    assert importer.cut(4_999, 100, "csv") is None
    assert importer.cut(4_998, 100, "xlsx") is None
    assert importer.cut(5_000, 100, "xlsx") is None


CI_HEADER = "name,class,install_status,serial_number,sys_created_on"


def test_items_of_one_name_keep_their_identity_from_export_to_export(tmp_path):
    one = "db-1,Server,Installed,SN-1,2026-01-01 10:00:00"
    two = "db-1,Server,Retired,SN-2,2026-01-01 10:00:00"
    _, first = rows_of(tmp_path, CI_HEADER, one, two)
    _, second = rows_of(tmp_path, CI_HEADER, two, one.replace("Installed", "In Stock"))
    assert len({row["ident"] for row in first}) == 2
    assert [row["ident"] for row in second] == [row["ident"] for row in reversed(first)]


def test_a_sys_id_is_the_identity_of_an_item(tmp_path):
    reading, rows = rows_of(
        tmp_path, f"sys_id,{CI_HEADER}", "a1,db-1,Server,1,,", "a2,db-1,Server,1,,"
    )
    assert [row["ident"] for row in rows] == ["a1", "a2"]
    assert [words.partition(";")[0] for words in reading.warnings] == [
        "2 configuration items share their name with another"
    ]
    assert "sys_id" not in reading.warnings[0]


def test_items_of_different_names_need_no_remark(tmp_path):
    one, two = (f"db-{n},Server,Installed,SN-{n},2026-01-01 10:00:00" for n in (1, 2))
    reading, rows = rows_of(tmp_path, CI_HEADER, one, two)
    assert len(rows) == 2
    assert reading.warnings == []


@pytest.mark.parametrize(
    ("answers", "scale"),
    [((4, 2), 5), ((9, 3), 10), ((80, 20), 100), ((1, 0), 1), ((1, 1), 5)],
)  # fmt: skip
def test_an_unnamed_scale_is_the_smallest_that_fits_and_is_told(tmp_path, answers, scale):
    lines = [f"A{n},Content?,{value},,x{n}" for n, value in enumerate(answers)]
    reading, rows = rows_of(tmp_path, "instance,metric,actual_value,string_value,user", *lines)
    assert [row["scale_max"] for row in rows] == [scale, scale]
    assert [row["score"] for row in rows] == [value / scale for value in answers]
    assert any(f"{scale} was taken" in warning for warning in reading.warnings)


def test_a_named_scale_is_used(tmp_path):
    header = "instance,metric,actual_value,string_value,user,metric.max"
    reading, rows = rows_of(tmp_path, header, "A1,Content?,3,,x,4")
    assert (rows[0]["score"], rows[0]["scale_max"]) == (0.75, 4)
    assert reading.warnings == []


def test_an_answer_outside_its_scale_has_no_score_and_is_told(tmp_path):
    header = "instance,metric,actual_value,string_value,user,metric.max"
    lines = [f"AINST0010001,Polite?,{value},,U{value},4" for value in (3, 4, 9, -1)]
    reading, rows = rows_of(tmp_path, header, *lines)
    assert [row["score"] for row in rows] == [0.75, 1, None, None]
    assert [row["score_raw"] for row in rows] == ["3", "4", "9", "-1"]
    assert any("2 answers to “Polite?” can't be" in each for each in reading.warnings)


def test_an_outage_that_ends_before_it_begins_is_left_out(tmp_path):
    reading, rows = rows_of(
        tmp_path, "type,cmdb_ci,begin,end",
        "outage,web,2026-03-01 10:00:00,2026-03-01 09:00:00",
        "outage,web,,2026-03-01 09:00:00",
        "outage,web,2026-03-01 10:00:00,",
    )  # fmt: skip
    assert len(rows) == 1
    assert accounted(reading, 1)
    assert [(each.row, each.reason) for each in reading.rejects] == [
        (2, "The outage ends before it begins"),
        (3, "Begin is empty"),
    ]


def test_an_approval_without_a_target_is_left_out(tmp_path):
    reading, rows = rows_of(
        tmp_path, "sysapproval,approver,state", "CHG0030001,A,approved", ",B,requested"
    )
    assert [row["target_key"] for row in rows] == ["CHG0030001"]
    assert [each.reason for each in reading.rejects] == ["Sysapproval is empty"]


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("30478", 30_478), ("1,000,000", 1_000_000), ("2 Hours 5 Minutes", 7_500),
        ("1970-01-01 00:02:17", 137), ("1971-01-01 00:00:00", 31_536_000),
        ("1969-12-31 23:00:00", -3_600), ("", None),
        ("1 Tag 2 Stunden", 93_600), ("1 Día 3 Minutos", 86_580), ("-2 heures", -7_200),
    ],
)  # fmt: skip
def test_durations_in_all_their_forms(cell, seconds):
    assert seconds_of(cell) == seconds


@pytest.mark.parametrize("cell", ["soon", "2026-03-01 10:00:00", "12:5", "1,00"])
def test_what_is_no_duration_is_refused(cell):
    with pytest.raises(BadValueError):
        seconds_of(cell)


def test_of_a_list_of_all_tasks_one_table_is_read_and_no_other(tmp_path):
    reading, rows = rows_of(
        tmp_path, "number,short_description,state,sys_updated_on",
        "INC0010001,a,1,", "INC0010002,b,2,", "NOC0010003,own prefix,2,", "INC0010004,c,2,",
        "INC0010005,f,2,",
        "CHG0030001,d,-5,", "SCTASK0010001,e,3,",
    )  # fmt: skip
    assert [row["key"] for row in rows] == [
        "INC0010001", "INC0010002", "NOC0010003", "INC0010004", "INC0010005",
    ]  # fmt: skip
    assert [(each.row, each.reason) for each in reading.rejects] == [
        (7, "CHG0030001 is one of the changes; export each table by itself"),
        (8, "SCTASK0010001 is one of the catalogue tasks; export each table by itself"),
    ]
