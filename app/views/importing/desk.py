"""The files on the import screen and the decisions about them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.models.counts import counted
from app.models.evidence import Evidence
from app.models.records import Options
from app.services.tower import Tower
from app.views import messages
from app.views.importing import basket, deciding, steps
from app.views.importing.basket import Entry
from app.views.importing.work import ImportWork, Order
from app.views.page import Page

QUICK_ROWS = 50_000
"""After a decision the dry run of a file with more rows waits for its button."""


class ImportDesk(Page):
    """What the screen knows and decides; the page under it shows that (`show_all`)."""

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self.entries: tuple[Entry, ...] = ()
        self.at = -1
        self.step = steps.FILES
        self.work = ImportWork(lambda: self.tower)

    def show_all(self) -> None:
        """Show the entries as they are now."""

    def entry(self) -> Entry | None:
        """The file that is selected."""
        return self.entries[self.at] if 0 <= self.at < len(self.entries) else None

    # decisions

    def answer(self, option: str, value: object) -> None:
        """Decide one option for the file that is selected, and offer it to those that ask too."""
        entry = self.entry()
        asked = entry.decision[1] if entry is not None and entry.decision else ""
        self._decide(deciding.decide, option, value)
        if entry is not None and asked.removeprefix("--").replace("-", "_") == option:
            self._offer_others(entry, asked, value)

    def _offer_others(self, answered: Entry, asked: str, value: object) -> None:
        """Several exports of one tool ask the same; one answer is enough."""
        system = answered.seen.system if answered.seen else ""
        same = [
            one.path
            for one in self.entries
            if one.path != answered.path and one.decision and one.decision[1] == asked
            and one.seen and one.seen.system == system
        ]  # fmt: skip
        if same:
            messages.note(
                f"{counted(len(same), 'more file')} of {system} ask the same.",
                action_text=f"Use {value} there too",
                action=lambda: self._answer_others(same, asked, value),
            )

    def _answer_others(self, paths: list[Path], asked: str, value: object) -> None:
        for path in paths:
            entry = next((one for one in self.entries if one.path == path), None)
            if entry is not None and entry.decision and entry.decision[1] == asked:
                self._redo(entry, deciding.decide(entry.options, asked, value))

    def map_column(self, header: str, field: str) -> None:
        """Read one column as another field."""
        entry = self.entry()
        columns = entry.seen.columns if entry is not None and entry.seen else ()
        self._decide(deciding.map_column, columns, header, field)

    def rename(self, name: str, group: str) -> None:
        """Read an unknown group as a known one; the import stores that."""
        entry = self.entry()
        if entry is not None:
            names = dict(entry.aliases) | {name: group}
            self._put(replace(entry, aliases=tuple(names.items())))

    def record_evidence(self, said: Evidence) -> None:
        """Keep what the exporter says of the file that is selected."""
        entry = self.entry()
        if entry is not None and entry.state != "imported":
            new = replace(entry, evidence=said, state="waiting")
            self._put(new)
            self._check_if_quick(new)

    def allow_mass_change(self) -> None:
        """Let the file that is selected change more than a day's work can."""
        entry = self.entry()
        if entry is not None:
            new = replace(entry, mass_change=True, state="waiting")
            self._put(new)
            self._check(new)

    def redecide(self, change: Callable[[Options], Options]) -> None:
        """Decide otherwise for the file that is selected, and look at it again."""
        self._decide(change)

    def _decide(self, change: Callable[..., Options], *answer: object) -> None:
        entry = self.entry()
        if entry is None or entry.state == "imported":
            return
        self._redo(entry, change(entry.options, *answer))

    def _redo(self, entry: Entry, options: Options) -> None:
        new = basket.decided(entry, options)
        self._put(new)
        self.work.look(order_of(new), first=True)
        self._check_if_quick(new)

    def _check_if_quick(self, entry: Entry) -> None:
        if entry.total("rows") <= QUICK_ROWS:
            self._check(entry)

    def _put(self, new: Entry) -> None:
        self.entries = basket.at(self.entries, new.path, lambda _old: new)
        self.show_all()

    def check_again(self) -> None:
        """Run every dry run again."""
        for entry in self.entries:
            if entry.state != "imported":
                self.look_and_check(entry)

    def look_and_check(self, entry: Entry) -> None:
        """Look at a file and run its dry run."""
        if not entry.path.is_dir():
            self.work.look(Order(entry.path, entry.options))
        self._check(entry)

    def _check(self, entry: Entry) -> None:
        self.work.check(order_of(entry))


def order_of(entry: Entry) -> Order:
    """What is asked of the services for `entry`."""
    return Order(entry.path, entry.options, entry.aliases, entry.mass_change, entry.evidence)
