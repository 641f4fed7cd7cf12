"""The opened tower: store, settings, clock and cached facts that every other service works on."""

import getpass
import os
import threading
from pathlib import Path
from typing import Self

import platformdirs

from app.models.columns import Facts
from app.models.errors import AppError
from app.models.settings import Settings
from app.services.clock import Clock, iso, wall
from app.services.settings import computer_zone, load_settings
from app.services.text_rules import TEXT_RULES
from app.store.database import Store, open_store
from app.store.facts import load_facts
from app.store.kpi_versions import with_versions

STORE_VARIABLE = "CONTROL_TOWER_STORE"


def default_store() -> Path:
    """The store named by CONTROL_TOWER_STORE, else the one in the user's data folder."""
    named = os.environ.get(STORE_VARIABLE)
    if named and "://" in named:
        if not named.startswith("sqlite:///"):
            raise AppError(
                f"{STORE_VARIABLE} names {named.partition(':')[0]}; this version keeps its "
                "store in an SQLite file. Use a path or sqlite:///PATH."
            )
        named = named.removeprefix("sqlite:///")
    return Path(named) if named else platformdirs.user_data_path("ControlTower") / "tower.db"


def user_name() -> str:
    """Who is at the computer, for the audit log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class Tower:
    """One opened store with the settings and clock it is looked at with. Free of Qt."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.store = store
        self._given = settings
        self._settings: tuple[int, Settings] | None = None
        self.clock = clock
        self.user = user_name()
        self._facts: Facts | None = None
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the store is."""
        return self.store.path

    @property
    def zone(self) -> str:
        """The report zone, an IANA name."""
        return self._given.report_zone

    @property
    def settings(self) -> Settings:
        """The settings of the files, with the versions of targets and definitions in the store."""
        revision = self.store.revision()
        if self._settings is None or self._settings[0] != revision:
            self._settings = (revision, with_versions(self.store, self._given))
        return self._settings[1]

    @settings.setter
    def settings(self, given: Settings) -> None:
        self._given, self._settings = given, None

    def now(self) -> int:
        """UTC seconds of this tower's clock."""
        return self.clock.now()

    def facts(self) -> Facts:
        """The facts of the store's newest revision, loaded once a revision."""
        with self._lock:
            if self._facts is None or self._facts.revision != self.store.revision():
                self._facts = load_facts(self.store, TEXT_RULES)
            return self._facts

    def marks(self) -> tuple[str, ...]:
        """What every output must say about itself: demo data, a fixed clock."""
        marks: list[str] = []
        if any(source.demo for source in self.facts().sources):
            marks.append("Demo data")
        if self.clock.start is not None:
            marks.append(f"Clock fixed at {iso(self.clock.start)}")
        return tuple(marks)

    def with_zone(self, zone: str) -> "Tower":
        """The same store looked at in another report zone."""
        return Tower(self.store, load_settings(zone, settings_file(self.path)), self.clock)

    def close(self) -> None:
        """Close the store."""
        self._facts = None
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def settings_file(store: Path) -> Path:
    """The settings.toml beside a store."""
    return store.with_name("settings.toml")


def open_tower(
    path: Path | None = None,
    *,
    now: int | None = None,
    ticking: bool = False,
    report_zone: str | None = None,
    create: bool = True,
) -> Tower:
    """Open (or make) the store at `path`. AppError when it can't be, in plain words."""
    place = path or default_store()
    settings = load_settings(report_zone or computer_zone(), settings_file(place))
    return Tower(open_store(place, create=create), settings, Clock(now, ticking))


def wall_clock() -> int:
    """The computer's clock, whatever the tower's says: for the audit log."""
    return wall()
