"""The number of a record, which says by its prefix what the record is (FORMATS §1.2)."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from app.importers.base import PREFIXES
from app.importers.columns import Context, Convert, Key
from app.importers.written_stamps import BadValueError
from app.models.records import Value

_NUMBER = re.compile(r"([A-Z]+)\d{5,}")
_HEAD = itemgetter(slice(0, 3))


@dataclass(frozen=True)
class Numbered(Key):
    """The number of a task. A list of all tasks holds several tables: one is read, no other.

    Prefixes of an instance's own stay; only those of another table are left out.
    """

    own: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)

    def compile(self, context: Context, header: str) -> Convert:
        """Looks at the whole number only where its first three letters are not the table's."""
        convert = super().compile(context, header)
        heads = frozenset(prefix[:3] for prefix in self.own)

        def checked(cells: Sequence[str]) -> Sequence[Value]:
            values = convert(cells)
            if not heads.issuperset(map(_HEAD, cells)):
                self._check(values)
            return values

        return checked

    def _check(self, values: Sequence[Value]) -> None:
        for value in values:
            found = _NUMBER.fullmatch(str(value))
            if found and found[1] in PREFIXES and found[1] not in self.own:
                raise BadValueError(
                    f"{value} is one of the {PREFIXES[found[1]]}; export each table by itself"
                )
