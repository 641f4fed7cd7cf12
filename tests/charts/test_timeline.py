"""The incident timeline: phases, silences, and labels that don't overlap."""

import dataclasses
import itertools

from app.charts.scale import text_width
from app.charts.shapes import Label, Rect
from app.charts.timeline import phases, timeline
from app.models.results import RcaEvent
from tests.reports import incidents


def test_phases_join_at_the_milestones() -> None:
    package = incidents.rca_package()
    found = phases(package)
    assert [name for name, *_ in found] == ["Acknowledge", "Restore", "Verify"]
    assert found[0][1] == package.opened
    assert all(before[2] == after[1] for before, after in itertools.pairwise(found))


def test_silences_are_named_and_drawn_to_scale() -> None:
    figure = timeline(incidents.rca_package(), 688, 168)
    gaps = [s for s in figure.shapes if isinstance(s, Rect) and s.fill == "warnt"]
    minutes = [22, 38, 19, 50]
    assert [round(gap.width / gaps[0].width * 22) for gap in gaps] == minutes
    assert any(isinstance(s, Label) and s.text == "50 m, no entries" for s in figure.shapes)
    assert "4 silences" in figure.description


def test_labels_of_one_row_never_overlap_even_with_hundreds_of_events() -> None:
    package = incidents.rca_package()
    start = package.opened or 0
    crowd = tuple(
        RcaEvent(start + i * 40, "note", f"Note number {i} about the network", "history", 0)
        for i in range(250)
    )
    figure = timeline(dataclasses.replace(package, timeline=crowd), 688, 168)
    rows: dict[float, list[tuple[float, float]]] = {}
    for shape in figure.shapes:
        if isinstance(shape, Label) and shape.text.startswith("Note"):
            wide = text_width(shape.text, shape.size)
            left = shape.x - wide if shape.anchor == "end" else shape.x
            rows.setdefault(shape.y, []).append((left, left + wide))
    assert rows
    for spans in rows.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_without_events_it_says_so() -> None:
    figure = timeline(dataclasses.replace(incidents.rca_package(), timeline=()), 688, 168)
    assert figure.description == "No events recorded."
