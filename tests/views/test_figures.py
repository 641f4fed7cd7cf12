"""Figures on screen: every shape lands where it says, in the colour of the theme."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect
from app.views import theme
from app.views.figures import paint_figure


def painted(figure, *, x=0.0, y=0.0):
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    paint_figure(painter, figure, x, y)
    painter.end()
    return image


def coloured(image, token):
    """The pixels that have exactly the token's colour."""
    wanted = theme.colour(token).rgb()
    return {
        (x, y) for x in range(image.width()) for y in range(image.height())
        if image.pixel(x, y) == wanted
    }  # fmt: skip


@pytest.fixture(autouse=True)
def light(qapp):
    theme.apply(qapp, "light")


def test_a_rectangle_fills_its_pixels_and_no_other():
    image = painted(Figure(60, 40, (Rect(10, 5, 20, 8, "critf"),), ""), x=3, y=2)
    assert coloured(image, "critf") == {(x, y) for x in range(13, 33) for y in range(7, 15)}


def test_a_hairline_is_one_sharp_pixel():
    image = painted(Figure(60, 40, (Line(((5, 10), (45, 10)), "accf"),), ""))
    rows = {y for _, y in coloured(image, "accf")}
    assert len(rows) == 1
    assert rows <= {9, 10}


def test_a_dashed_line_has_gaps():
    whole = coloured(painted(Figure(60, 40, (Line(((0, 10), (60, 10)), "neu"),), "")), "neu")
    cut = Line(((0, 10), (60, 10)), "neu", 1.0, (2.0, 2.0))
    dashed = coloured(painted(Figure(60, 40, (cut,), "")), "neu")
    assert 0.35 < len(dashed) / len(whole) < 0.65


def test_a_dot_and_its_ring():
    image = painted(Figure(60, 40, (Dot(20, 20, 5, "okf"), Dot(50, 20, 5, "", "critf", 2.0)), ""))
    assert QColor(image.pixel(20, 20)) == theme.colour("okf")
    assert QColor(image.pixel(50, 20)) == QColor("#FFFFFF")
    assert coloured(image, "critf")


@pytest.mark.parametrize(("anchor", "low", "high"), [("start", 100, 160), ("end", 40, 101),
                                                     ("middle", 70, 131)])  # fmt: skip
def test_text_stands_at_its_anchor_on_its_baseline(anchor, low, high):
    image = painted(Figure(200, 60, (Label(100, 40, "H11H", "t1", 14, 600, anchor),), ""))
    ink = coloured(image, "t1")
    assert ink
    assert all(low - 1 <= x <= high for x, _ in ink)
    assert max(y for _, y in ink) == 39


def test_a_glyph_is_centred():
    image = painted(Figure(60, 40, (Glyph(30, 20, "breach"),), ""))
    ink = coloured(image, "critf")
    assert ink
    assert all(24 <= x <= 36 and 14 <= y <= 26 for x, y in ink)


def test_the_theme_changes_the_colours(qapp):
    figure = Figure(60, 40, (Rect(0, 0, 10, 10, "surf"),), "")
    assert QColor(painted(figure).pixel(2, 2)).name() == "#ffffff"
    theme.apply(qapp, "dark")
    assert QColor(painted(figure).pixel(2, 2)).name() == "#151a21"
