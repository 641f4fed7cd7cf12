"""Theme, glyphs, plain text, moments and the small controls."""

import sys

import pytest
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFontDatabase, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.views import glyphs, icons, moments, plain, theme
from app.views.boxes import FocusEdge
from app.views.buttons import Button, Chip, LinkLabel, Segmented
from app.views.widgets import EmptyState, PlainLabel

LEFT = Qt.MouseButton.LeftButton
NOW = 1795417920


def test_signal_emit_keeps_refcounts(qapp):
    class Sender(QObject):
        said = Signal(int)

    sender = Sender()
    sender.said.connect(lambda _value: None)
    before = sys.getrefcount(True)
    for value in range(200):
        sender.said.emit(value)
    assert abs(sys.getrefcount(True) - before) < 20


def luminance(value: str) -> float:
    def part(one: int) -> float:
        share = one / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    r, g, b = (part(int(value[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_is_readable(tokens):
    for text in ("t1", "t2", "t3", "acc", "crit", "warn", "ok"):
        assert contrast(getattr(tokens, text), tokens.surf) >= 4.5, text
    for band in range(6):
        pair = (getattr(tokens, f"seqt{band}"), getattr(tokens, f"seq{band}"))
        assert contrast(*pair) >= 4.5, band
    for graphic in ("accf", "critf", "okf", "ctl"):
        assert contrast(getattr(tokens, graphic), tokens.surf) >= 3, graphic
    assert contrast(tokens.onacc, tokens.accf) >= 4.5


def test_theme_changes_palette_and_tells(qtbot, light):
    with qtbot.waitSignal(theme.signals().changed):
        theme.apply(light, "dark")
    assert theme.current() is theme.DARK
    assert light.palette().window().color().name().upper() == theme.DARK.bg
    with pytest.raises(ValueError, match="no theme"):
        theme.apply(light, "pink")


def test_bundled_font_is_loaded_with_tabular_figures(light):
    assert "Inter" in QFontDatabase.families()
    metrics = QFontMetricsF(theme.font(12))
    widths = {round(metrics.horizontalAdvance(digit), 2) for digit in "0123456789"}
    assert len(widths) == 1
    assert metrics.horizontalAdvance("iiii") < metrics.horizontalAdvance("WWWW")


@pytest.mark.parametrize("kind", glyphs.KINDS)
def test_every_glyph_draws_and_has_a_word(light, kind):
    assert glyphs.WORDS[kind]
    assert painted(lambda painter: glyphs.paint(painter, kind, QRectF(2, 2, 12, 12))) > 8


def test_glyphs_differ_in_shape_without_colour(light):
    shapes = {mask(kind) for kind in glyphs.KINDS}
    assert len(shapes) == len(glyphs.KINDS)


@pytest.mark.parametrize("letter", "ABCDE")
def test_grades_draw_in_their_box(light, letter):
    count = painted(lambda painter: glyphs.paint_grade(painter, letter, QRectF(0, 0, 40, 40)), 40)
    assert 300 < count <= 400


def test_icon_takes_the_colour_of_its_token(light):
    image = icons.pixmap("sun", "crit", 32).toImage()
    inks = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {theme.LIGHT.crit}


def image_of(draw, size=16) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def painted(draw, size=16) -> int:
    image = image_of(draw, size)
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(size) for y in range(size))


def mask(kind: str) -> tuple[bool, ...]:
    image = image_of(lambda painter: glyphs.paint(painter, kind, QRectF(2, 2, 28, 28)), 32)
    white = theme.colour("surf").lightnessF()
    return tuple(
        image.pixelColor(x, y).alpha() > 128
        and abs(image.pixelColor(x, y).lightnessF() - white) > 0.15
        for x in range(32)
        for y in range(32)
    )


def test_hidden_characters_are_shown_and_markup_stays_text():
    assert plain.visible("a\u202eb\x00c\x9bd") == "a�b�c�d"
    assert plain.visible("line\nnext") == "line\nnext"
    assert plain.one_line("a\r\nb\tc") == "a b c"
    assert plain.tooltip("<b>&") == "<qt>&lt;b&gt;&amp;</qt>"
    assert plain.menu_text("R&D") == "R&&D"


def test_moments_in_words():
    assert moments.full(NOW, "Europe/Berlin") == "Mon 23 Nov 2026 08:12 CET"
    assert moments.near(NOW - 1620, NOW, "Europe/Berlin") == "07:45"
    assert moments.near(NOW - 63 * 3600, NOW, "Europe/Berlin") == "Fri 17:12"
    assert moments.near(NOW - 9 * 86400, NOW, "Europe/Berlin") == "14 Nov"
    assert moments.near(NOW - 400 * 86400, NOW, "UTC") == "19 Oct 2025"
    assert moments.zone_words(NOW, "Europe/Berlin") == "CET (UTC+1)"
    assert moments.zone_words(NOW, "Asia/Kolkata") == "IST (UTC+5:30)"
    assert moments.zone_words(NOW, "America/New_York") == "EST (UTC−5)"
    assert moments.zone_words(NOW, "UTC") == "UTC"
    assert moments.size_words(412 << 20) == "412 MB"
    assert moments.size_words(1536) == "1.5 KB"
    assert moments.size_words(0) == "0 bytes"


def test_label_never_interprets_and_tells_what_is_cut(qtbot, light):
    label = PlainLabel("<b>bold</b> & more than fits here")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.resize(60, 20)
    assert label._fitted(60).endswith("…")
    assert label._fitted(600) == label.text()


def test_button_is_named_and_pressed_by_keys(qtbot, light):
    button = Button("Copy R&D note", primary=True, key="C")
    qtbot.addWidget(button)
    button.show()
    assert button.accessibleName() == "Copy R&D note"
    assert button.height() >= 24
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, key)


def test_chip_removes_by_its_cross_and_by_delete(qtbot, light):
    chip = Chip("Group: SAP", active=True, removable=True)
    qtbot.addWidget(chip)
    chip.show()
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, LEFT, pos=chip._cross_area().center())
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.clicked), qtbot.assertNotEmitted(chip.removed):
        qtbot.mouseClick(chip, LEFT, pos=chip.rect().topLeft() + chip.rect().center() / 8)


def test_segments_choose_one(qtbot, light):
    parts = Segmented([("a", "One"), ("b", "Two")], "a")
    qtbot.addWidget(parts)
    parts.show()
    with qtbot.waitSignal(parts.chosen, check_params_cb=lambda name: name == "b"):
        qtbot.mouseClick(parts.segment("b"), LEFT)
    assert parts.current() == "b"
    with qtbot.assertNotEmitted(parts.chosen):
        qtbot.mouseClick(parts.segment("b"), LEFT)
    parts.set_current("a")
    assert parts.current() == "a"


def test_empty_state_offers_its_action(qtbot, light):
    empty = EmptyState("Nothing.", "Because.", "Do it")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.acted):
        qtbot.mouseClick(empty.findChild(LinkLabel), LEFT)
    empty.set_words("Nothing.", "Because.")
    assert not empty.action.isVisible()


def test_a_scrolling_area_has_the_ring_only_while_it_has_the_focus(qtbot):
    ground, area, other = QWidget(), QScrollArea(), QLineEdit()
    column = QVBoxLayout(ground)
    column.addWidget(area)
    column.addWidget(other)
    edge = FocusEdge(area)
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitExposed(ground)
    area.setFocus()
    qtbot.waitUntil(edge.isVisible)
    assert edge.size() == area.size()
    other.setFocus()
    qtbot.waitUntil(lambda: not edge.isVisible())
