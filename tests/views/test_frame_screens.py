"""Every screen on a demo store: opens, shows data, fits both window sizes, in both themes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.services.demo import DEMO_NOW, write_demo
from app.services.demo_store import import_written
from app.services.tower import open_tower
from app.views import background, start, theme
from app.views.main_window import MainWindow
from app.views.pages import PAGES
from app.views.tables import ColumnTable
from app.views.widgets import Panel


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder / "exports", tickets=400)
    store = folder / "tower.db"
    with open_tower(store, now=DEMO_NOW, report_zone="Europe/Berlin") as opened:
        assert import_written(opened, folder / "exports") == ""
        yield opened
        if background.hub().jobs():
            background.hub().stop()


@pytest.fixture
def window(qtbot, light, tower):
    made = MainWindow(tower)
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)], ids=["wide", "narrow"])
def test_every_screen_opens_and_fits(window, size):
    window.resize(*size)
    window.show()
    for spec in PAGES:
        window.go(spec.id)
        page = window.page()
        start.settle(page)
        assert page.last_error is None, spec.id
        assert window.size().toTuple() == size, spec.id
        for panel in page.findChildren(Panel):
            title = panel.title_label
            if title.isVisible():
                assert title.width() >= title.sizeHint().width() - 1, (spec.id, title.text())
        for table in page.findChildren(ColumnTable):
            if table.isVisible() and size[0] > 1280:
                wide = table.horizontalScrollBar().maximum()
                assert wide == 0, (spec.id, table.accessibleName(), wide)


@pytest.mark.parametrize(
    "name",
    ["today", "queues", "changes", "scorecard", "trends", "import", "quality", "settings"],
)
def test_everything_that_tab_reaches_has_a_name(window, name):
    window.resize(1440, 900)
    window.show()
    window.go(name)
    start.settle(window.page())
    reached = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert reached
    for widget in reached:
        said = widget.accessibleName() or getattr(widget, "text", str)()
        assert said, (type(widget), type(widget.parent()))


def test_the_navigation_counts_trouble_at_once(window):
    window.show()
    window.go("import")
    start.settle(window.page())
    assert "breached" in window.nav.items["queues"].accessibleName()


def test_pictures_differ_by_theme_and_keep_their_size(qtbot, light, tower, tmp_path):
    made = {
        name: start.save_screens(tower, tmp_path / name, name, (1100, 720))
        for name in ("light", "dark")
    }
    theme.apply(light, "light")
    for (name, bright, _ms), (_name, dark, _) in zip(made["light"], made["dark"], strict=True):
        one, other = QImage(str(bright)), QImage(str(dark))
        assert one.size().toTuple() == other.size().toTuple() == (1100, 720), name
        corner = (60, 100)
        assert one.pixelColor(*corner).lightness() > 200 > other.pixelColor(*corner).lightness()


def test_a_record_is_opened_from_anywhere(window, tower):
    window.show()
    window.go("import")
    start.settle(window.page())
    window.open_record("INC0482207")
    start.settle(window.page())
    assert window.page().page_id == "queues"
    window.open_record("CHG0091377")
    start.settle(window.page())
    assert window.page().page_id == "changes"
    assert window.page().last_error is None
