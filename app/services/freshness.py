"""Up to when an export knows: its as-of instant (METRICS §1, freshness)."""

from collections.abc import Iterator

from app.models.records import Reading, Value

Chunks = Iterator[tuple[str, list[tuple[Value, ...]]]]
PLAUSIBLE_DELAY_S = 86_400
"""A file that was written within a day of its newest record was exported when it was written."""


class AsOf:
    """The as-of of one export.

    Declared, else when the file was written if that is plausible, else its newest record:
    a file copied around for years must not make old data look fresh.
    """

    def __init__(self, declared: int | None, written: int, now: int) -> None:
        self._declared = declared
        self._written = min(written, now)
        self._newest = 0

    def watch(self, reading: Reading) -> None:
        """Note the newest `updated_at` of the rows as they pass; the rows stay as they are."""
        reading.chunks = self._passing(reading.chunks, reading)

    def _passing(self, chunks: Chunks, reading: Reading) -> Chunks:
        places = {
            table: plan.fields.index("updated_at")
            for table, plan in reading.plans.items()
            if "updated_at" in plan.fields
        }
        for table, rows in chunks:
            place = places.get(table)
            if place is not None:
                stamps = [at for row in rows if isinstance(at := row[place], int)]
                self._newest = max(self._newest, max(stamps, default=0))
            yield table, rows

    def settled(self) -> int:
        """UTC seconds, as far as the rows that have passed show."""
        if self._declared is not None:
            return self._declared
        if self._newest and self._written - self._newest > PLAUSIBLE_DELAY_S:
            return self._newest
        return self._written
