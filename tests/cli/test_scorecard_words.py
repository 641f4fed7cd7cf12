"""The table of a scorecard at a terminal says of each part what is true of that part."""

from dataclasses import replace

import pytest

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.cli.words import scorecard_words
from app.models.results import Scorecard
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")


def card_of(*kpis):
    return Scorecard(
        title="Weekly", period=WEEK, zone="UTC", scope="all groups", as_of=NOW, now=NOW, marks=(),
        headline="Well", messages=(), kpis=kpis, decisions=(), outlook="", caveats=(),
        provenance=(), definitions_version=1, app_version="1", chain_head="", prepared_by="A",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (1, 12, ["n under 5", ""]),
        (12, 1, ["measured by hand", "n under 5"]),
        (3, 4, ["n under 5", "n under 5"]),
        (12, 0, ["measured by hand", ""]),
    ],
)
def test_few_records_are_said_of_the_part_that_has_few(capsys, first, second, said):
    (kpi,) = compute(make_facts(), load_settings("UTC"), WEEK, NOW, only=("K1",))
    one, two = (replace(part, n=n) for part, n in zip(kpi.parts, (first, second), strict=True))
    caveats = ("n under 5", "measured by hand")
    scorecard_words(card_of(replace(kpi, parts=(one, two), caveats=caveats, needs="")))
    rows = [line for line in capsys.readouterr().out.splitlines() if " time to restore" in line]
    for row, words in zip(rows, said, strict=True):
        assert [each for each in caveats if each in row] == ([words] if words else [])
