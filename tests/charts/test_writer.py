"""SVG: well-formed, text stays text, every glyph has a shape of its own."""

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.palette import PRINT
from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect
from app.charts.writer import svg

SVG = "{http://www.w3.org/2000/svg}"


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_is_one_text_element(words: str) -> None:
    figure = Figure(100, 50, (Label(1, 2, words),), words)
    root = ET.fromstring(svg(figure, PRINT))
    assert [child.tag for child in root] == [f"{SVG}title", f"{SVG}text"]


def test_markup_in_text_is_not_markup() -> None:
    hostile = "</text><script>alert(1)</script>&amp;"
    root = ET.fromstring(svg(Figure(10, 10, (Label(0, 0, hostile),), hostile), PRINT))
    assert root.find(f"{SVG}text").text == hostile  # type: ignore[union-attr]
    assert not root.findall(f".//{SVG}script")


def test_shapes_keep_place_colour_and_dash() -> None:
    figure = Figure(
        100,
        50,
        (
            Line(((0, 1), (2, 3.456)), "t2", 1.25, (4, 3)),
            Rect(1, 2, -3, 4, "sunk"),
            Dot(5, 6, 2, "", "critf"),
        ),
        "x",
    )
    root = ET.fromstring(svg(figure, PRINT))
    line, rect, dot = list(root)[1:]
    assert line.attrib["points"] == "0,1 2,3.46"
    assert (line.attrib["stroke"], line.attrib["stroke-dasharray"]) == (PRINT["t2"], "4 3")
    assert rect.attrib["width"] == "0"
    assert (dot.attrib["fill"], dot.attrib["stroke"]) == ("none", PRINT["critf"])


def test_glyphs_differ_without_colour() -> None:
    grey = dict.fromkeys(PRINT, "#777777")
    drawn = {
        kind: svg(Figure(12, 12, (Glyph(6, 6, kind),), ""), grey)
        for kind in ("breach", "risk", "met", "note", "half", "ring", "dashed")
    }
    assert len(set(drawn.values())) == len(drawn)
