"""Records that two files share tell the zone of the one whose times carry none."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower
from app.services.zone_evidence import hint
from tests.importers.making import write

ZONES = ("UTC", "Europe/London", "America/Los_Angeles", "Asia/Kolkata", "Australia/Sydney")
INSTANTS = st.lists(st.integers(1_577_836_800, 1_893_456_000), min_size=5, max_size=30)


def clock(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@examples(max_examples=30)
@given(instants=INSTANTS, own=st.sampled_from(ZONES), chosen=st.sampled_from(ZONES))
def test_the_zone_that_is_named_puts_the_records_right(instants, own, chosen) -> None:
    pairs = []
    for at in instants:
        read = int(clock(at, own).replace(tzinfo=ZoneInfo(chosen)).timestamp())
        pairs += [(at, read)] if read != at else []
    said = hint(pairs, chosen)
    if len(pairs) < 5:
        assert said == ()
    elif said:
        named = said[0].split("probably ")[1].rstrip(".")
        right = sum(clock(at, named) == clock(at, own) for at, _ in pairs)
        assert right >= 0.8 * len(pairs)


def test_no_zone_is_named_for_shifts_that_no_zone_explains() -> None:
    pairs = [(1_700_000_000 + n * 86_400, 1_700_000_000 + n * 86_400 + n * 977) for n in range(30)]
    assert hint(pairs, "UTC") == ()
    assert hint([(0, 7_200)] * 4, "UTC") == ()


def test_a_dry_run_says_which_zone_is_probable(tmp_path) -> None:
    opened = [1_767_600_000 + n * 13_000_000 // 20 for n in range(20)]
    stored = [
        {"number": f"INC{n:07}", "short_description": "Till", "opened_at": f"{clock(at, 'UTC')}",
         "sys_updated_on": f"{clock(at + 60, 'UTC')}", "priority": "3", "state": "1",
         "caller_id": {"link": "https://x/1", "value": f"{n:032x}"}}
        for n, at in enumerate(opened)
    ]  # fmt: skip
    raw = write(tmp_path, "api.json", json.dumps({"result": stored}))
    lines = ["number,opened_at,short_description,priority,state,caller_id,sys_updated_on"]
    for n, at in enumerate(opened):
        mine = clock(at, "America/Los_Angeles"), clock(at + 60, "America/Los_Angeles")
        lines.append(f"INC{n:07},{mine[0]},Till,3 - Moderate,New,A. Keller,{mine[1]}")
    shown = write(tmp_path, "list.csv", "\n".join(lines) + "\n")
    tower = open_tower(tmp_path / "tower.db", now=1_800_000_000, report_zone="UTC")

    def run(path, zone, *, dry_run):
        job = ImportJob(
            tower.path, path, path.name, Options(timezone=zone), None, tower.now(), tower.now(),
            "Tess", demo=False, dry_run=dry_run, backup=False, allow_mass_change=True,
        )  # fmt: skip
        return run_job(job, lambda _done, _total: None)

    assert run(raw, None, dry_run=False).new == 20
    hints = [words for words in run(shown, "Europe/Berlin", dry_run=True).warnings
             if "probably" in words]  # fmt: skip
    (said,) = hints
    assert said.startswith("20 records are known from other files too and would begin 9 h earlier")
    assert said.endswith("read in Europe/Berlin: the zone is probably America/Los_Angeles.")
    right = run(shown, "America/Los_Angeles", dry_run=True)
    assert not any("probably" in words for words in right.warnings)
