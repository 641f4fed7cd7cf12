"""Where the panels of the import screen stand: all beside each other, or one step at a time."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.views.importing.dates import DatesPanel
from app.views.importing.detection import DetectionPanel
from app.views.importing.dry_run import DryRunPanel
from app.views.importing.files_panel import FilesPanel
from app.views.importing.foot import ActionBar
from app.views.importing.mapping import MappingPanel
from app.views.importing.past import PastPanel
from app.views.importing.problems import ProblemsPanel
from app.views.importing.steps import DATES, DETECT, DRY_RUN, FILES, IMPORT, MAP
from app.views.importing.strip import StepStrip

WIDE, LOW = 1150, 720
"""Below this width one step is seen at a time; below this height panels are lower."""


class Board(QWidget):
    """The strip of steps over files, middle and right panels, over the foot."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = StepStrip()
        self.files = FilesPanel()
        self.detection = DetectionPanel()
        self.mapping = MappingPanel()
        self.dates = DatesPanel()
        self.past = PastPanel()
        self.dry = DryRunPanel()
        self.problems = ProblemsPanel()
        self.foot = ActionBar()
        self._step, self._any = FILES, False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.steps)
        main = QHBoxLayout()
        main.setSpacing(10)
        main.addWidget(self.files)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(10)
        for panel in (self.detection, self.mapping, self.dates, self.past):
            middle.addWidget(panel, 1)
        main.addWidget(self._middle, 1)
        self._right = QWidget()
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._right)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(10)
        self._side.addWidget(self.dry)
        self._side.addWidget(self.problems, 1)
        main.addWidget(self._right)
        whole.addLayout(main, 1)
        whole.addWidget(self.foot)

    def minimumSizeHint(self) -> QSize:
        """The window may become narrow: then fewer panels are beside each other."""
        return QSize(800, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All panels beside each other, or one step at a time."""
        super().resizeEvent(event)
        self.arrange()

    def is_wide(self) -> bool:
        """Whether every panel of a file has room beside the others."""
        return self.width() >= WIDE

    def show_step(self, step: int, *, any_files: bool) -> None:
        """Show the panels of `step`."""
        self._step, self._any = step, any_files
        self.arrange()

    def arrange(self) -> None:
        """Show what the step needs in the room there is."""
        wide, step = self.is_wide(), self._step
        if not self._any and step != IMPORT:
            step = FILES
        look = step in (MAP, DATES, DRY_RUN)
        self.detection.setVisible(step in (FILES, DETECT))
        self.mapping.setVisible(look and (wide or step == MAP))
        self.dates.setVisible(look and (wide or step == DATES))
        self.past.setVisible(step == IMPORT or (step == FILES and not self._any))
        self._middle.setVisible(wide or step != DRY_RUN)
        self._right.setVisible(wide or step == DRY_RUN)
        self.dates.setMaximumHeight(self.dates.wanted_height() if wide else 16_777_215)
        self._place_right(wide=wide)
        self.files.setFixedWidth(216 if wide else 196)
        self.files.drop.set_low(low=self.height() < LOW)
        self.steps.set_width(self.width())
        self.foot.set_width(self.width())

    def _place_right(self, *, wide: bool) -> None:
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._side.setDirection(down if wide else across)
        if wide:
            self._right.setFixedWidth(344)
            self.dry.setMinimumWidth(0)
            self.dry.setMaximumWidth(16_777_215)
            least, most = (212, 290) if self.height() >= LOW else (160, 160)
            self.dry.setFixedHeight(min(max(self.dry.wanted_height(344), least), most))
        else:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(16_777_215)
            self.dry.setFixedWidth(332)
            self.dry.setMinimumHeight(0)
            self.dry.setMaximumHeight(16_777_215)

    def focus_step(self, step: int) -> None:
        """Put the keyboard into the panel that the step is about."""
        places = {
            FILES: self.files.focus_chosen,
            DETECT: self.detection.focus_first,
            MAP: self.mapping.focus_table,
            DATES: self.dates.focus_first,
            DRY_RUN: self.problems.focus_first,
            IMPORT: self.past.focus_first,
        }
        places[step]()
