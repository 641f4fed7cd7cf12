"""Every view test runs without a display, and leaves no timer, thread or dialog behind."""

import os
import shutil
from functools import cache

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from app.services.tower import open_tower
from app.views import background, theme
from tests.views import samples_store

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


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of a module of samples with its store, which is made once a run."""
    return cache(lambda samples: samples.make_store(tmp_path_factory.mktemp("made")).parent)


@pytest.fixture(scope="module")
def store_samples():
    """The samples that `tower` is filled from; a test module may say others."""
    return samples_store


@pytest.fixture(scope="module")
def filled(made, store_samples, tmp_path_factory):
    """A store of the test module's own."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    return shutil.copytree(made(store_samples), folder) / "tower.db"


@pytest.fixture
def tower(filled, store_samples):
    """That store, open at the time of its samples."""
    now = int(store_samples.NOW.timestamp())
    with open_tower(filled, now=now, report_zone=store_samples.ZONE) as opened:
        yield opened
