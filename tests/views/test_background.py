"""Latest asked wins, one change at a time, cancel, and failures in words."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError, Cancelled
from app.views import background


@pytest.fixture
def hub(qapp):
    hub = background.hub()
    yield hub
    hub.stop()


def rest(qtbot, hub):
    if not hub.idle():
        with qtbot.waitSignal(hub.rested, timeout=5000):
            pass


def test_only_the_latest_answer_counts(qtbot, hub):
    gate = threading.Event()
    got = []

    def slow():
        assert gate.wait(5)
        return "old"

    background.query("k", slow, got.append)
    background.query("k", lambda: "new", got.append)
    background.query("other", lambda: "beside", got.append)
    gate.set()
    rest(qtbot, hub)
    assert sorted(got) == ["beside", "new"]


def test_answers_arrive_on_the_ui_thread(qtbot, hub):
    threads = []
    background.query(
        "k",
        lambda: threads.append(QThread.currentThread() is hub.thread()),
        lambda _value: threads.append(QThread.currentThread() is hub.thread()),
    )
    rest(qtbot, hub)
    assert threads == [False, True]


def test_failures_are_told_in_words(qtbot, hub):
    told = []

    def world():
        raise AppError("The folder is gone. Choose another.")

    def bug():
        raise ZeroDivisionError("x")

    background.query("a", world, told.append, told.append)
    rest(qtbot, hub)
    background.query("b", bug, told.append, told.append)
    rest(qtbot, hub)
    assert told[0] == background.Failure("The folder is gone. Choose another.")
    assert not told[0].is_bug
    assert told[1].is_bug
    assert "ZeroDivisionError" in told[1].details
    assert "ZeroDivisionError" not in told[1].words


def test_changes_run_one_after_the_other(qtbot, hub):
    order = []
    busy = threading.Lock()

    def work(name):
        def run(_progress):
            assert busy.acquire(blocking=False)
            order.append(name)
            busy.release()
            return name

        return run

    done = []
    for name in "abc":
        background.change(name, work(name), done.append)
    assert [job.title for job in hub.jobs()] == ["a", "b", "c"]
    rest(qtbot, hub)
    assert order == done == ["a", "b", "c"]
    assert hub.jobs() == ()


def test_progress_is_told_and_cancel_stops(qtbot, hub):
    told, ended = [], []
    first = threading.Event()

    def endless(progress):
        while True:
            progress(1, 10, "rows")
            first.set()

    hub.progressed.connect(lambda *args: told.append(args))
    background.change("Import", endless, ended.append, ended.append)
    assert first.wait(5)
    background.cancel()
    rest(qtbot, hub)
    assert told[0] == ("Import", "rows", 1, 10)
    assert ended == [background.Failure("Import was cancelled. Nothing of it was kept.")]


def test_a_cancel_that_came_late_says_what_stays(qtbot, hub):
    ended = []

    def late(_progress):
        raise Cancelled("Cancelled; nothing of b.csv was kept. The file before it stays imported.")

    background.change("Import", late, ended.append, ended.append)
    rest(qtbot, hub)
    assert [failure.words for failure in ended] == [
        "Cancelled; nothing of b.csv was kept. The file before it stays imported."
    ]


def test_a_cancelled_job_that_waits_never_starts(qtbot, hub):
    gate = threading.Event()
    ran, ended = [], []
    background.change("a", lambda _p: gate.wait(5), lambda _r: None)
    background.change("b", lambda _p: ran.append(1), ended.append, ended.append)
    hub.jobs()[1].cancelled = True
    gate.set()
    rest(qtbot, hub)
    assert not ran
    assert "cancelled" in ended[0].words


def test_no_answer_is_lost_in_a_thousand(qtbot, hub):
    got = []
    for number in range(1000):
        background.query(f"k{number}", lambda number=number: number, got.append)
    rest(qtbot, hub)
    assert sorted(got) == list(range(1000))


def test_answers_to_a_gone_widget_are_dropped(qtbot, hub):
    class Owner(QWidget):
        def take(self, _value):
            raise AssertionError("the widget is gone")

    import shiboken6

    owner = Owner()
    background.query("k", lambda: 1, owner.take)
    shiboken6.delete(owner)
    rest(qtbot, hub)


def test_stop_forgets_what_waits(qtbot, hub):
    got = []
    background.query("k", lambda: 1, got.append)
    hub.stop()
    background.query("later", lambda: 2, got.append)
    rest(qtbot, hub)
    assert got == [2]
