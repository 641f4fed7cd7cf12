"""The bar under everything: the job in work, the store, its backup, the clock."""

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.models.counts import counted
from app.models.results import StoreStatus
from app.views import background, moments, theme
from app.views.widgets import GlyphLabel, LinkLabel, PlainLabel

HEIGHT = 26


class JobBar(QWidget):
    """How far the job is; an unknown total shows an empty track."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedSize(120, 6)
        self.setAccessibleName("Progress")

    def set_share(self, share: float) -> None:
        """0 to 1."""
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    def share(self) -> float:
        """0 to 1."""
        return self._share

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track and filled part."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("track"))
        painter.fillRect(QRectF(0, 0, self.width() * self._share, 6), theme.colour("accf"))


class StatusBar(QWidget):
    """26 high. Listens to the background hub by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Status bar")
        self.job = PlainLabel("", "t1", 11, 500)
        self.bar = JobBar()
        self.counts = PlainLabel("", "t3", 11)
        self.cancel = LinkLabel("Cancel", 11)
        self.queue = PlainLabel("", "t3", 11)
        self.mark = PlainLabel("", "warn", 11, 500)
        self.store = PlainLabel("", "t3", 11)
        self.backup = PlainLabel("", "t3", 11)
        self.network = PlainLabel("No network needed", "t2", 11)
        self.clock = PlainLabel("", "t1", 11, 500)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for label in (self.job, self.mark, self.store, self.backup, self.network, self.clock):
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for widget in (self.job, self.bar, self.counts, self.cancel, self.queue):
            row.addWidget(widget)
            widget.hide()
        row.addStretch(1)
        self._ok = GlyphLabel("met", 11, "No network needed")
        self._rules = []
        groups: tuple[tuple[QWidget, ...], ...]
        groups = ((self.mark,), (self.store,), (self.backup,), (self._ok, self.network))
        for group in groups:
            for part in group:
                row.addWidget(part)
            row.addSpacing(4)
            rule = _Rule()
            self._rules.append(rule)
            row.addWidget(rule)
            row.addSpacing(4)
        row.addWidget(self.clock)
        self.mark.hide()
        self._rules[0].hide()
        self.cancel.clicked.connect(background.cancel)
        hub = background.hub()
        hub.changed.connect(self.show_jobs)
        hub.progressed.connect(self.show_progress)
        self.show_jobs()

    def minimumSizeHint(self) -> QSize:
        """A narrow window may cut it."""
        return QSize(200, HEIGHT)

    @Slot()
    def show_jobs(self) -> None:
        """What is in work and what waits."""
        jobs = background.hub().jobs()
        for widget in (self.job, self.bar, self.counts, self.cancel):
            widget.setVisible(bool(jobs))
        if jobs:
            new = self.job.text() != jobs[0].title
            self.job.setText(jobs[0].title)
            self.cancel.setEnabled(not jobs[0].cancelled)
            self.cancel.set_words("Cancelling" if jobs[0].cancelled else "Cancel")
            if new:
                self.bar.set_share(0)
                self.counts.setText("")
        else:
            self.job.setText("")
        self.queue.setVisible(len(jobs) > 1)
        if len(jobs) > 1:
            self.queue.setText(f"{len(jobs) - 1} more queued: {jobs[1].title}")

    @Slot(str, str, object, object)
    def show_progress(self, title: str, words: str, done: int, total: int) -> None:
        """How far the job in work is; without a total, `done` counts rows."""
        if title == self.job.text():
            self.bar.set_share(done / total if total else 0)
            share = f"{done / total:.0%}" if total else counted(done, "row") if done else ""
            self.counts.setText(", ".join(part for part in (words, share) if part))

    def show_store(self, status: StoreStatus, now: int, zone: str) -> None:
        """Size and newest backup, and what is special about the store."""
        self.store.setText(f"Local store {moments.size_words(status.size)}")
        self.store.setToolTip("")
        last = status.last_backup
        when = moments.near(last, now, zone) if last is not None else "none yet"
        self.backup.setText(f"Last backup {when}")
        mark = "Read-only" if status.read_only else "Demo data" if status.demo else ""
        self.mark.setText(mark)
        self.mark.setVisible(bool(mark))
        self._rules[0].setVisible(bool(mark))

    def show_clock(self, now: int, zone: str) -> None:
        """Day, time and zone."""
        self.clock.setText(moments.full(now, zone))

    def set_narrow(self, *, narrow: bool) -> None:
        """A narrow window leaves out what never changes."""
        for widget in (self._ok, self.network, self._rules[3]):
            widget.setVisible(not narrow)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface with a border above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surf"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("bd"))


class _Rule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("bd"))
