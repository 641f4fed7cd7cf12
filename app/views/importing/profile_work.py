"""What is done with profiles from the import screen: used, named, shared, forgotten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.models.profile import Profile
from app.models.results.preview import FilePreview
from app.services import profiles
from app.views import background, messages
from app.views.importing import deciding
from app.views.importing.asking import Asking
from app.views.importing.desk import ImportDesk
from app.views.importing.mapping import MappingPanel
from app.views.importing.profile_select import EXPORT, FORGET, LOAD, NAME, profile_words


class ProfileWork:
    """Belongs to one page; `known` are the profiles of the store."""

    def __init__(self, page: ImportDesk, mapping: MappingPanel, asking: Asking) -> None:
        self._page = page
        self._mapping = mapping
        self._asking = asking
        self.known: tuple[Profile, ...] = ()
        mapping.profile.chosen.connect(self.use)
        mapping.profile.asked.connect(self.ask)
        mapping.name_row.named.connect(self.save)

    def _seen(self) -> FilePreview | None:
        entry = self._page.entry()
        return entry.seen if entry is not None else None

    def use(self, number: int) -> None:
        """Decide for the file that is selected as this profile does."""
        found = next((one for one in self.known if one.id == number), None)
        if found is not None:
            self._page.redecide(lambda options: deciding.use_profile(options, found.options))

    def ask(self, action: str) -> None:
        """Do what was picked in the list of profiles."""
        seen = self._seen()
        if seen is None:
            return
        if action == NAME:
            self._mapping.name_row.ask(seen.profile.name if seen.profile else "")
        elif action == LOAD:
            self._asking.profile_to_read(self.load)
        elif action == EXPORT and seen.profile is not None:
            number = seen.profile.id
            name = f"{profile_words(seen.profile)}.profile.json"
            self._asking.profile_to_write(name, lambda path: self.export(number, path))
        elif action == FORGET and seen.profile is not None:
            self.forget(seen.profile.id)

    def save(self, name: str) -> None:
        """Keep the decisions about the file that is selected under `name`."""
        tower, seen = self._page.tower, self._seen()
        if seen is not None:
            self._do(
                f"Saving profile {name}",
                lambda: profiles.save_profile(tower, seen, name),
                lambda _kept: f"Profile “{name}” saved; it decides for files with this header.",
            )

    def export(self, number: int, path: Path) -> None:
        """Write a profile to a file that others can load."""
        tower = self._page.tower
        self._do(
            "Writing the profile",
            lambda: profiles.export_profile(tower, number, path),
            lambda _path: f"The profile was written to {path.name}.",
        )

    def load(self, path: Path) -> None:
        """Keep the profile of a file; it decides for files with its header."""
        tower = self._page.tower
        self._do(
            "Loading the profile",
            lambda: profiles.import_profile(tower, path),
            lambda found: f"Profile “{found.name or found.format}” loaded from {path.name}.",
        )

    def forget(self, number: int) -> None:
        """Forget a profile; the file that is selected is decided anew."""
        tower = self._page.tower
        self._do(
            "Forgetting the profile",
            lambda: profiles.delete_profile(tower, number),
            lambda _none: "The profile is forgotten; what was imported with it stays.",
            anew=True,
        )

    def _do(
        self, title: str, fn: Callable[[], Any], words: Callable[[Any], str], *, anew: bool = False
    ) -> None:
        page = self._page

        def done(result: Any) -> None:
            messages.done(words(result))
            page.refresh()
            page.redecide(deciding.forget_all if anew else lambda options: options)

        background.change(title, lambda _progress: fn(), done, messages.failed)
