"""Two names and a system: what is typed reads as what, from Enter on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.services.aliases import AliasRow, UnknownName
from app.views import theme
from app.views.changes.decision_form import Boxed
from app.views.quality.name_table import EVERYWHERE
from app.views.select import Select
from app.views.widgets import Button, PlainLabel

_LONGEST = 500


class NameForm(QWidget):
    """`submitted` gives (another name, the name it reads as, system or "")."""

    submitted = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.alias, self.name = _field("Another name"), _field("Is")
        self.system = Select("In system")
        self.add = Button("Add", icon="plus", primary=True)
        self.problem = PlainLabel("", "crit", 12, wrap=True)
        self.problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(11, 0, 11, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for at, (words, control) in enumerate((
            ("Another name", self.alias), ("In system", self.system), ("Is", self.name),
        )):  # fmt: skip
            label = PlainLabel(words, "t3", 11)
            label.setBuddy(control)
            grid.addWidget(label, 0, at)
            grid.addWidget(control if control is self.system else _boxed(control), 1, at)
        grid.addWidget(self.add, 1, 3)
        grid.addWidget(self.problem, 2, 0, 1, 4)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 3)
        self.setTabOrder(self.alias, self.system)
        self.setTabOrder(self.system, self.name)
        self.setTabOrder(self.name, self.add)
        self.add.clicked.connect(self.submit)
        for field in (self.alias, self.name):
            field.returnPressed.connect(self.submit)
        self.show_systems(())

    def show_systems(self, systems: tuple[str, ...]) -> None:
        """Offer these beside “Every system”; the chosen one stays chosen."""
        chosen = self.system.currentData()
        self.system.clear()
        self.system.addItem(EVERYWHERE, "")
        for system in systems:
            self.system.addItem(system, system)
        self.system.setCurrentIndex(max(self.system.findData(chosen), 0))
        self.system.updateGeometry()

    def fill(self, row: UnknownName | AliasRow) -> None:
        """Take a row over; the keyboard goes to what is missing or may be changed."""
        if isinstance(row, UnknownName):
            self.alias.setText(row.name)
            self.name.clear()
            self.system.setCurrentIndex(0)
        else:
            self.alias.setText(row.alias)
            self.name.setText(row.name)
            self.system.setCurrentIndex(max(self.system.findData(row.system), 0))
        self.tell("")
        self.name.setFocus()
        self.name.selectAll()

    def clear(self) -> None:
        """Ready for the next."""
        self.alias.clear()
        self.name.clear()
        self.tell("")
        self.alias.setFocus()

    def tell(self, words: str) -> None:
        """Say under the fields why nothing was stored; empty takes it away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def submit(self) -> None:
        """Enter and the button; the keyboard goes to a field that is empty."""
        for field in (self.alias, self.name):
            if not field.text().strip():
                field.setFocus()
                return
        self.submitted.emit(self.alias.text(), self.name.text(), self.system.currentData())


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setFrame(False)
    field.setFont(theme.font(12))
    field.setAccessibleName(name)
    field.setMaxLength(_LONGEST)
    return field


def _boxed(field: QWidget) -> Boxed:
    box = Boxed(field)
    box.setFixedHeight(26)
    return box
