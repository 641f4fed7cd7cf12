"""Every view test runs without a display, and leaves no timer, thread or dialog behind."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from app.views import background, theme

QUIET = "propagateSizeHints"


@pytest.fixture(autouse=True)
def no_modal_dialogs(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a modal exec() blocks the window; use open() and signals")

    monkeypatch.setattr(QDialog, "exec", refuse)
    monkeypatch.setattr(QMenu, "exec", refuse)


@pytest.fixture(autouse=True)
def nothing_left_behind(request):
    """Fails when background work or a running timer outlives the test that made it."""
    yield
    if "qapp" not in request.fixturenames and "qtbot" not in request.fixturenames:
        return
    hub = background.hub()
    if not hub.idle():
        hub.stop()
        raise AssertionError("background work was still running at the end of the test")
    app = QApplication.instance()
    alive = [
        timer
        for root in (app, *app.topLevelWidgets(), *parentless())
        for timer in root.findChildren(QTimer)
        if timer.isActive() and not timer.isSingleShot()
    ]
    for timer in alive:
        timer.stop()
    assert not alive, f"timers still running: {[timer.parent() for timer in alive]}"


def parentless() -> list[QObject]:
    return [background.hub(), theme.signals()]


@pytest.fixture
def light(qapp):
    theme.apply(qapp, "light")
    yield qapp
    theme.apply(qapp, "light")
