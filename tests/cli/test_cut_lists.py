"""A list that is cut at a terminal says by how many, and where they stand."""

import pytest

from app.cli.words import first_of

CUT = "  … and 1,200 more; --json lists them all."


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, []), (2, ["  0!", "  1!"]), (1202, ["  0!", "  1!", CUT])],
)
def test_a_cut_list_says_how_many_are_not_shown(capsys, count, said):
    first_of(range(count), lambda row: f"{row}!", 2)
    assert capsys.readouterr().out.splitlines() == said
