"""What a file can't say is asked, once; what was answered before is remembered."""

import pytest

from app.importers import IMPORTERS, read
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options
from tests.importers.making import HEADER, drain, export, line, write


def two(first: str, second: str) -> str:
    return "\n".join([HEADER, line(1, at=first), line(2, at=second)]) + "\n"


def test_naive_times_ask_for_the_zone_before_anything_is_read(tmp_path):
    path = write(tmp_path, "a.csv", export(3))
    with pytest.raises(DecisionNeeded) as question:
        read(path, Options())
    assert question.value.decision.option == "--timezone"
    assert question.value.exit_code == 4
    assert "2026-01-05 10:00:00" in str(question.value)


def test_dates_that_fit_two_orders_ask(tmp_path):
    path = write(tmp_path, "a.csv", two("01/02/2026 10:00", "03/04/2026 10:00"))
    with pytest.raises(DecisionNeeded) as question:
        read(path, Options(timezone="UTC"))
    assert question.value.decision.option == "--date-order"
    assert question.value.decision.choices == ("dmy", "mdy")
    opened = {
        order: drain(read(path, Options(timezone="UTC", date_order=order)))["ticket"][0][
            "opened_at"
        ]
        for order in ("dmy", "mdy")
    }
    assert opened == {"dmy": 1769940000, "mdy": 1767348000}


def test_one_decisive_value_settles_the_column(tmp_path):
    path = write(tmp_path, "a.csv", two("01/02/2026 10:00", "13/04/2026 10:00"))
    reading = read(path, Options(timezone="UTC"))
    assert reading.recognised.date_order == "dmy"
    assert drain(reading)["ticket"][0]["opened_at"] == 1769940000


@pytest.mark.parametrize("far", [2, 9000])
def test_a_contradiction_asks_wherever_it_stands(tmp_path, far):
    rows = [HEADER, *(line(n, at="13/04/2026 10:00") for n in range(1, far))]
    path = write(tmp_path, "a.csv", "\n".join([*rows, line(far, at="04/13/2026 10:00")]) + "\n")
    with pytest.raises(DecisionNeeded) as question:
        drain(read(path, Options(timezone="UTC")))
    assert question.value.decision.option == "--date-order"
    reading = read(path, Options(timezone="UTC", date_order="dmy"))
    drain(reading)
    assert [reject.reason for reject in reading.rejects] == [
        "04/13/2026 10:00 can't be read as day/month/year"
    ]
    again = read(path, Options(timezone="UTC"), lambda *_: Options(date_order="dmy"))
    drain(again)
    assert again.rejects == reading.rejects


def test_remembered_answers_are_used_by_format_and_header(tmp_path):
    path = write(tmp_path, "a.csv", two("01/02/2026 10:00", "03/04/2026 10:00"))
    asked: list[tuple[str, str]] = []

    def remembered(name: str, header_hash: str) -> Options:
        asked.append((name, header_hash))
        return Options(timezone="Europe/Berlin", date_order="mdy")

    reading = read(path, Options(), remembered)
    seen = reading.recognised
    assert asked == [("servicenow.incident", seen.header_hash)]
    assert (seen.timezone, seen.date_order) == ("Europe/Berlin", "mdy")
    assert drain(reading)["ticket"][0]["opened_at"] == 1767344400
    assert read(path, Options(date_order="dmy"), remembered).recognised.date_order == "dmy"


def test_what_the_values_say_wins_over_what_was_remembered(tmp_path):
    path = write(tmp_path, "a.csv", two("01/02/2026 10:00", "13/04/2026 10:00"))
    reading = read(path, Options(timezone="UTC"), lambda *_: Options(date_order="mdy"))
    assert reading.recognised.date_order == "dmy"
    assert len(drain(reading)["ticket"]) == 2


def test_header_hash_ignores_case_and_blanks_but_not_names(tmp_path):
    def hash_of(text: str) -> str:
        path = write(tmp_path, "h.csv", text)
        return read(path, Options(timezone="UTC")).recognised.header_hash

    assert hash_of(export(1)) == hash_of(export(1).replace("number,", " Number ,"))
    assert hash_of(export(1)) != hash_of(export(1).replace("caller_id", "caller"))


def test_stored_values_are_utc_whatever_is_declared(tmp_path):
    ids = "a" * 32
    text = (
        "number,state,priority,opened_at,assignment_group,short_description\n"
        f"INC0000001,2,3,2026-07-01 10:00:00,{ids},x\n"
    )
    path = write(tmp_path, "raw.csv", text)
    for zone in (None, "America/New_York"):
        reading = read(path, Options(timezone=zone))
        assert drain(reading)["ticket"][0]["opened_at"] == 1782900000
        assert reading.recognised.timezone == "UTC"
    assert any("wasn't used" in warning for warning in reading.warnings)


def test_numbers_alone_are_no_proof_of_stored_values(tmp_path):
    text = "number,state,opened_at,short_description\nINC0000001,2,2026-07-01 10:00:00,x\n"
    with pytest.raises(DecisionNeeded):
        read(write(tmp_path, "maybe.csv", text), Options())


def test_wrong_answers_are_named(tmp_path):
    path = write(tmp_path, "a.csv", export(1))
    with pytest.raises(AppError, match="“Berlin” is not a time zone"):
        read(path, Options(timezone="Berlin"))
    with pytest.raises(AppError, match="“dym” is not a date order"):
        read(path, Options(timezone="UTC", date_order="dym"))
    with pytest.raises(AppError, match=r"“no\.such” is not a format that is read"):
        read(path, Options(timezone="UTC", format="no.such"))
    with pytest.raises(AppError, match="“::” is not a delimiter"):
        read(path, Options(timezone="UTC", delimiter="::"))


def test_two_claims_name_both(tmp_path):
    text = "number,opened_at,CI Name (aff),Change ID,Planned Start\nINC0000001,2026-01-01,a,b,c\n"
    path = write(tmp_path, "both.csv", text)
    with pytest.raises(DecisionNeeded) as question:
        read(path, Options(timezone="UTC"))
    assert question.value.decision.option == "--as"
    assert set(question.value.decision.choices) == {"servicenow.incident", "bank.change_list"}
    wanted = read(path, Options(timezone="UTC", format="servicenow.incident"))
    assert wanted.recognised.format == "servicenow.incident"


def test_ids_are_unique_and_say_their_system():
    ids = [importer.id for importer in IMPORTERS]
    assert len(ids) == len(set(ids))
    assert all(importer.system and importer.kind and importer.containers for importer in IMPORTERS)


def test_progress_ends_at_the_size_of_the_file(tmp_path):
    path = write(tmp_path, "a.csv", export(5000))
    seen: list[tuple[int, int]] = []
    reading = read(
        path, Options(timezone="UTC"), None, lambda done, total: seen.append((done, total))
    )
    drain(reading)
    size = path.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_no_claim_names_what_looks_most_alike(tmp_path):
    text = "number,caller,priority,assignment group,branch\nX1,b,1,c,d\n"
    path = write(tmp_path, "like.csv", text)
    with pytest.raises(DecisionNeeded) as question:
        read(path, Options(timezone="UTC"))
    assert question.value.decision.option == "--as"
    assert question.value.decision.choices[0] == "servicenow.incident"
    assert "like.csv is none of the exports known here" in str(question.value)
    asked = read(path, Options(timezone="UTC", format="servicenow.incident"))
    assert drain(asked)["ticket"][0]["key"] == "X1"


def test_what_was_decided_for_a_header_decides_for_files_that_nothing_claims(tmp_path):
    text = "number,caller,priority,assignment group,branch\nX1,b,1,c,d\n"
    path = write(tmp_path, "like.csv", text)
    asked: list[str] = []

    def remembered(name: str, _header: str) -> Options:
        asked.append(name)
        return Options(format="servicenow.incident", timezone="UTC")

    assert read(path, Options(), remembered).recognised.format == "servicenow.incident"
    assert asked == ["", "servicenow.incident"]


def test_nothing_alike_is_told_with_the_columns_seen(tmp_path):
    path = write(tmp_path, "other.csv", "river,length\nRhine,1230\n")
    with pytest.raises(AppError, match="Its columns are: river, length") as refusal:
        read(path, Options())
    assert not isinstance(refusal.value, DecisionNeeded)


def test_a_column_that_a_wanted_format_gathers_by_is_named(tmp_path):
    text = '[{"uid": "1", "start": "2026-01-05T10:00:00Z", "summary": "Router"}]'
    path = write(tmp_path, "entries.json", text)
    with pytest.raises(AppError, match=r"entries\.json has no column “.+”, which calendar\.events"):
        drain(read(path, Options(timezone="UTC", format="calendar.events")))
