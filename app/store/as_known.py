"""The facts as they were known at an instant: with only what had been imported by then.

Knowledge is counted by the instant of the import, not by the age of the export: a file that came
late was not known before it came. An import that was taken back counts as never made, at any
instant. Names are those of today's alias list.

A copy of the store is made, the later imports are taken back in it, newest first, and the facts
are read: so the answer is what undoing them would give, and the store itself is not touched.
"""

import tempfile
from pathlib import Path

from app.models.columns import Facts
from app.models.errors import AppError
from app.models.text_rules import UNREAD, TextRules
from app.store import audit, sqlite
from app.store.database import Store
from app.store.facts import load_facts, read_facts
from app.store.reversal import reverse

_LATER = (
    "SELECT id FROM batch WHERE imported_at > ? AND reverses IS NULL "
    "AND id NOT IN (SELECT reverses FROM batch WHERE reverses IS NOT NULL) ORDER BY id DESC"
)


def as_known(store: Store, known: int, rules: TextRules = UNREAD) -> Facts:
    """The facts with only the imports made up to `known` (UTC seconds).

    What was open at an instant then follows from them as always (METRICS §1, knowledge and
    truth). Takes about as long as the later imports took. AppError when there is no room for the
    copy.
    """
    with store.reading() as connection:
        later = [row[0] for row in sqlite.cursor(connection).execute(_LATER, (known,))]
        if later:
            with tempfile.TemporaryDirectory(prefix="control-tower-") as folder:
                copy = Path(folder, "known.db")
                try:
                    sqlite.copy_into(connection, copy)
                except OSError as error:
                    raise AppError(
                        f"There is no room for a copy of the store in {folder} "
                        f"({error.strerror}). Make some and try again."
                    ) from error
                return _without(copy, later, known, rules)
    return load_facts(store, rules)


def _without(path: Path, later: list[int], known: int, rules: TextRules) -> Facts:
    copy = Store(path)
    try:
        with copy.writing(keep=False) as connection:
            revision = audit.head(connection)[0]
            for batch in later:
                reverse(connection, batch, known)
            return read_facts(sqlite.cursor(connection), revision, rules)
    finally:
        copy.close()
