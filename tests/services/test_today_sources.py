"""Data trust in the morning review: what is stale is always named, what is fresh is counted."""

from app.services.morning import _shortened


def test_stale_sources_come_first_and_fresh_ones_are_counted():
    items = tuple(("risk" if n in (3, 8) else "met", f"Source {n}") for n in range(10))
    shown = _shortened(items)
    assert shown[:2] == (("risk", "Source 3"), ("risk", "Source 8"))
    assert shown[2:6] == tuple(("met", f"Source {n}") for n in (0, 1, 2, 4))
    assert shown[6] == ("met", "4 more, all fresh")


def test_a_few_sources_are_all_named():
    items = (("met", "Changes"), ("risk", "Incidents"))
    assert _shortened(items) == (("risk", "Incidents"), ("met", "Changes"))
