"""One visible rule for each kind of problem row: each action does what its words say."""

import pytest

from app.importers import read
from app.importers.known import Known
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import HEADER, accounted, drain, export, line, write

COLUMNS = "number,opened_at,resolved_at,short_description,priority,reopen_count,caller_id"


def reading(tmp_path, rows: list[str], header: str = COLUMNS, **options):
    path = write(tmp_path, "rules.csv", "\n".join([header, *rows]) + "\n")
    found = read(path, Options(**({"timezone": "Europe/Berlin"} | options)))
    records = drain(found)["ticket"]
    assert accounted(found, len(records))
    return found, records


def problems(found) -> dict[str, tuple[str, int]]:
    return {each.kind: (each.action, each.rows) for each in found.problems}


GOOD = "INC0000001,2026-01-05 10:00:00,,Printer,1 - Critical,0,A. Keller"


@pytest.mark.parametrize(
    ("row", "kind", "action", "field", "value"),
    [
        ("INC0000002,soon,,Printer,2 - High,0,B", "date_unreadable", "blank", "opened_at", None),
        ("INC0000002,2026-01-05 10:00:00,,P,2 - High,many,B", "value_unreadable", "blank",
         "reopen_count", None),
        ("INC0000002,2026-01-05 10:00:00,,P", "ragged", "fill", "caller", None),
    ],
)  # fmt: skip
def test_a_row_is_left_out_unless_the_rule_says_otherwise(
    tmp_path, row, kind, action, field, value
):
    found, records = reading(tmp_path, [GOOD, row])
    assert [record["key"] for record in records] == ["INC0000001"]
    assert found.rejects[0].problem == kind
    assert problems(found) == {kind: ("reject", 1)}
    found, records = reading(tmp_path, [GOOD, row], rules=((kind, action),))
    assert [record["key"] for record in records] == ["INC0000001", "INC0000002"]
    assert records[1][field] == value
    assert found.rejected == 0
    assert problems(found) == {kind: (action, 1)}
    assert found.problems[0].sample[0][:2] == (3, "INC0000002")


def test_too_many_cells_are_never_filled(tmp_path):
    row = "INC0000002,2026-01-05 10:00:00,,P,2 - High,0,B,more"
    found, records = reading(tmp_path, [GOOD, row], rules=(("ragged", "fill"),))
    assert len(records) == 1
    assert found.rejects[0].reason == "The row has 8 cells, the header 7"


def test_a_row_without_its_key_is_left_out_whatever_the_rules(tmp_path):
    row = ",2026-01-05 10:00:00,,P,2 - High,0,B"
    rules = (("value_unreadable", "blank"), ("date_unreadable", "blank"))
    found, records = reading(tmp_path, [GOOD, row], rules=rules)
    assert len(records) == 1
    assert problems(found) == {"key_empty": ("reject", 1)}


def test_long_cells_are_cut_when_the_rule_says_so(tmp_path):
    row = f"INC0000002,2026-01-05 10:00:00,,{'x' * 1_000_010},2 - High,0,B"
    found, records = reading(tmp_path, [GOOD, row])
    assert (len(records), found.rejects[0].problem) == (1, "cell_too_long")
    found, records = reading(tmp_path, [GOOD, row], rules=(("cell_too_long", "cut"),))
    assert len(records[1]["title"]) == 1_000_000
    assert problems(found) == {"cell_too_long": ("cut", 1)}


def test_the_repeated_and_the_skipped_hour(tmp_path):
    rows = [
        "INC0000001,2026-10-25 02:30:00,,P,1 - Critical,0,B",
        "INC0000002,2026-03-29 02:30:00,,P,1 - Critical,0,B",
    ]
    found, records = reading(tmp_path, rows)
    assert [record["opened_at"] for record in records] == [1792888200, 1774747800]
    assert problems(found) == {"repeated_hour": ("first", 1), "missing_hour": ("forward", 1)}
    assert [each.sample for each in found.problems] == [
        ((2, "INC0000001", "2026-10-25 02:30:00"),),
        ((3, "INC0000002", "2026-03-29 02:30:00"),),
    ]
    rules = (("repeated_hour", "second"), ("missing_hour", "reject"))
    found, records = reading(tmp_path, rows, rules=rules)
    assert [record["opened_at"] for record in records] == [1792891800]
    assert found.rejects[0].reason == "2026-03-29 02:30:00 is in an hour that Europe/Berlin skips"
    assert problems(found) == {"repeated_hour": ("second", 1), "missing_hour": ("reject", 1)}
    assert "read as its second pass" in found.warnings[0]


def test_resolved_before_opened_is_flagged_or_left_out(tmp_path):
    rows = [GOOD, "INC0000002,2026-01-05 10:00:00,2026-01-04 10:00:00,P,1 - Critical,0,B"]
    found, records = reading(tmp_path, rows)
    assert len(records) == 2
    assert problems(found) == {"resolved_before_opened": ("keep", 1)}
    found, records = reading(tmp_path, rows, rules=(("resolved_before_opened", "reject"),))
    assert len(records) == 1
    assert found.rejects[0].problem == "resolved_before_opened"


def test_keys_that_come_twice_and_unknown_values_are_counted_with_their_rows(tmp_path):
    rows = [
        line(n % 900 + 1).replace("3 - Moderate", "P?" if n > 1190 else "3") for n in range(1200)
    ]
    found, records = reading(tmp_path, rows, HEADER)
    assert len(records) == 1200
    assert problems(found) == {"unknown_value": ("later", 9), "repeated_key": ("latest", 300)}
    twice = next(each for each in found.problems if each.kind == "repeated_key")
    assert twice.sample[0] == (902, "INC0000001", "INC0000001")
    assert len(twice.sample) == 200


def test_what_words_mean_is_said_once(tmp_path):
    rows = [GOOD.replace("1 - Critical", "P?"), GOOD.replace("1 - Critical", "Sev One")]
    found, records = reading(tmp_path, rows)
    assert [record["priority"] for record in records] == [None, None]
    chosen = (("priority", "P?", "4"), ("priority", "sev one", "1"))
    found, records = reading(tmp_path, rows, choices=chosen)
    assert [record["priority"] for record in records] == [4, 1]
    assert [record["priority_raw"] for record in records] == ["P?", "Sev One"]
    assert problems(found) == {"repeated_key": ("latest", 1)}
    with pytest.raises(AppError, match="“9” is not a value of priority"):
        reading(tmp_path, rows, choices=(("priority", "P?", "9"),))
    with pytest.raises(AppError, match="“key” is not a field whose values can be mapped"):
        reading(tmp_path, rows, choices=(("key", "a", "b"),))


def test_columns_are_mapped_and_left_out(tmp_path):
    mapping = (("caller_id", "location"), ("short_description", ""))
    _, records = reading(tmp_path, [GOOD], mapping=mapping)
    assert records[0]["location"] == "A. Keller"
    assert "caller" not in records[0]
    assert "title" not in records[0]
    with pytest.raises(AppError, match="“caller_id” can't become “nose”"):
        reading(tmp_path, [GOOD], mapping=(("caller_id", "nose"),))


def test_the_header_row_is_taken_where_it_is_said_to_be(tmp_path):
    rows = ["Report of incidents", "", "Ref,Opened on,What", "X1,2026-01-05 10:00:00,Printer"]
    path = write(tmp_path, "banner.csv", "\n".join(rows) + "\n")
    chosen = Options(
        format="servicenow.incident", timezone="UTC", header_row=3,
        mapping=(("Ref", "key"), ("Opened on", "opened_at"), ("What", "title")),
    )  # fmt: skip
    records = drain(read(path, chosen))["ticket"]
    assert [(record["key"], record["title"]) for record in records] == [("X1", "Printer")]
    with pytest.raises(AppError, match="has no header in row 2"):
        read(path, Options(format="servicenow.incident", header_row=2))


@pytest.mark.parametrize(
    ("rule", "words"),
    [(("nose", "reject"), "not a kind of problem"), (("ragged", "blank"), "can't be done about")],
)
def test_rules_that_cannot_be_are_named(tmp_path, rule, words):
    with pytest.raises(AppError, match=words):
        reading(tmp_path, [GOOD], rules=(rule,))


@pytest.mark.parametrize(
    ("last", "cut"),
    [
        ("Total: 40", None),
        ("Total,40,,,,,,", None),
        ("40 rows", None),
        ("Total: 50", "The file says that it holds 50 records, but 40 rows are there"),
        ("Export stopped due to excessive size", "more records exist"),
        ("\nGenerated by tool on 2026-01-01\n", None),
    ],
)
def test_a_footer_is_told_and_compared(tmp_path, last, cut):
    path = write(tmp_path, "footer.csv", export(40) + last + "\n")
    found = read(path, Options(timezone="UTC"))
    records = drain(found)["ticket"]
    assert (len(records), found.rejected) == (40, 0)
    assert any(last.split(",")[0].strip()[:30] in warning for warning in found.warnings)
    assert (cut is None) == (found.cut is None)
    assert cut is None or cut in str(found.cut)


def test_a_short_list_of_names_has_no_footer(tmp_path):
    path = write(tmp_path, "short.csv", export(4) + "INC0000005,,Report portal is slow,,,,,\n")
    found = read(path, Options(timezone="UTC"))
    assert len(drain(found)["ticket"]) == 5


def test_a_header_that_comes_again_is_passed_over(tmp_path):
    path = write(tmp_path, "twice.csv", export(600) + export(3))
    found = read(path, Options(timezone="UTC"))
    assert len(drain(found)["ticket"]) == 603
    assert "The header stands in the file once more; it was passed over." in found.warnings


def test_teams_that_nobody_knows_are_counted_where_a_list_is_there(tmp_path):
    rows = [line(1), line(2).replace("Network", "NetSec  Ring"), line(3).replace("Network", "")]
    path = write(tmp_path, "teams.csv", "\n".join([HEADER, *rows]) + "\n")
    for groups, strange in ((frozenset(), 0), ({"network"}, 1), ({"network", "netsec ring"}, 0)):
        found = read(path, Options(timezone="UTC"), Known((), frozenset(groups)))
        assert len(drain(found)["ticket"]) == 3
        assert problems(found).get("unknown_group", ("later", 0)) == ("later", strange)
        if strange:
            assert found.problems[0].sample == ((3, "INC0000002", "NetSec  Ring"),)
