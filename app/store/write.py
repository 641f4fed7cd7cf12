"""One file into the store, all of it or nothing (RELIABILITY §4 Import)."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.models.errors import AppError
from app.models.evidence import Evidence
from app.models.records import Options, Plan, Progress, Reading, Stored
from app.store import audit
from app.store.batch_index import BatchIndex
from app.store.batch_row import SHOWN, Source, close_batch, keep_rejects, keep_warnings, open_batch
from app.store.brake import check_mass_change
from app.store.change_links import LINKS, ChangeLinks
from app.store.collecting import collector_paused
from app.store.database import Store
from app.store.lock import current_user
from app.store.profiles import remember
from app.store.read_back import brought_by, read_back
from app.store.reversal import undo_batch
from app.store.sightings import note_sightings
from app.store.sqlite import cursor
from app.store.tables import MAIN_TABLES
from app.store.upsert import Upsert
from app.store.vanished import count_absent, note_vanished

__all__ = ["store_reading", "undo_batch"]


def store_reading(
    store: Store,
    reading: Reading,
    *,
    file_name: str,
    sha256: str,
    size: int,
    scope: str,
    as_of: int,
    now: int,
    wall: int,
    actor: str,
    demo: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    settle_as_of: Callable[[], int] | None = None,
    evidence: Evidence = Evidence(),  # noqa: B008 - frozen
    allow_mass_change: bool = False,
    look: Callable[[sqlite3.Cursor], None] | None = None,
) -> Stored:
    """Store one file in one transaction: records, history, batch, rejects, profile, audit entry.

    `as_of`, `now` and `wall` are UTC seconds. `progress` is called with (rows done, 0) and may
    raise Cancelled. `settle_as_of` is asked once every row has passed, when the rows themselves
    are the evidence of how much the export knows; `evidence` is what the exporter says of it.
    DecisionNeeded when more would change than a day's work can, unless `allow_mass_change` (see
    store/brake.py). A dry run does everything and takes it back; `look` sees the store as it would
    be then.
    Raises AppError when the file's rows don't add up, or the store can't be written; nothing is
    stored then. The batch is read back from the disk before this returns.
    """
    source = Source(file_name, sha256, size, scope, as_of, demo, evidence)
    with collector_paused(), store.writing(keep=not dry_run) as connection:
        work = _Import(connection, reading, source, now)
        stored = work.run(progress, settle_as_of, allow_mass_change=allow_mass_change)
        if look is not None:
            look(cursor(connection))
        entry = {
            "batch": stored.batch,
            "sha256": sha256,
            "format": reading.recognised.format,
            "scope": scope,
            "as_of": work.as_of,
            "rows": stored.rows,
            "new": stored.new,
            "changed": stored.changed,
            "unchanged": stored.unchanged,
            "rejected": stored.rejected,
        }
        audit.append(
            connection,
            action="import",
            object=file_name,
            detail=entry,
            actor=actor,
            recorder=current_user(),
            now=now,
            wall=wall,
        )
        assert stored.batch is not None
        brought = brought_by(connection, stored.batch)
    if dry_run:
        return replace(stored, batch=None)
    read_back(store, file_name, stored.batch, brought)
    return stored


class _Import:
    """The writers of one file, by table."""

    def __init__(self, connection: Connection, reading: Reading, source: Source, now: int) -> None:
        self._connection, self._reading = connection, reading
        self._source, self._now = source, now
        self._cursor: sqlite3.Cursor = cursor(connection)
        self._index = BatchIndex(connection)
        self._batch = open_batch(connection, reading, source, now)
        self._index.add(
            self._batch,
            source.as_of,
            {name: _told(plan) for name, plan in reading.plans.items()},
        )
        self._upserts: dict[str, Upsert] = {}
        self._links: ChangeLinks | None = None
        for name, plan in reading.plans.items():
            if name == LINKS:
                self._links = ChangeLinks(self._cursor, plan, self._batch)
            else:
                self._upserts[name] = Upsert(
                    self._cursor, plan, self._batch, source.as_of, self._index
                )

    @property
    def as_of(self) -> int:
        """Up to when the export knows, UTC seconds."""
        return self._source.as_of

    def run(
        self,
        progress: Progress | None,
        settle_as_of: Callable[[], int] | None,
        *,
        allow_mass_change: bool,
    ) -> Stored:
        """Take every chunk, then what belongs to the whole file."""

        def still_wanted() -> None:
            if progress is not None:
                progress(self._reading.rows_read, 0)

        for table, rows in self._reading.chunks:
            if table == LINKS and self._links is not None:
                self._links.take(rows)
            else:
                self._upserts[table].take(rows)
            still_wanted()
        if settle_as_of is not None:
            self._source = replace(self._source, as_of=settle_as_of())
            self._index.settle(self._batch, self._source.as_of)
            for upsert in self._upserts.values():
                upsert.settle(self._source.as_of)
        for table, upsert in self._upserts.items():
            upsert.finish(still_wanted)
            note_sightings(self._cursor, self._batch, table, upsert.named)
        contents = self._contents()
        self._finish_links(contents)
        main = self._main()
        self._reconcile()
        self._compare_with_evidence()
        close_batch(
            self._connection,
            self._batch,
            self._reading,
            self._source.as_of,
            main,
            dict(self._by_kind(main)),
            contents,
        )
        self._note_scope(contents)
        if not allow_mass_change:
            check_mass_change(self._cursor, self._batch, self._source.scope, contents)
        keep_rejects(self._connection, self._batch, self._reading)
        self._remember()
        return self._stored(main)

    def _main(self) -> Upsert:
        kind = self._reading.recognised.kind
        table = MAIN_TABLES.get(kind, "ticket")
        return self._upserts.get(table) or next(iter(self._upserts.values()))

    def _contents(self) -> dict[str, Any]:
        return {
            name: {
                **_told(self._reading.plans[name]),
                "ids": [upsert.first_id, upsert.next_id],
                **({"of": sorted(map(list, upsert.of))} if upsert.of else {}),
            }
            for name, upsert in self._upserts.items()
        }

    def _finish_links(self, contents: dict[str, Any]) -> None:
        if self._links is None:
            return
        named = self._links.missing_cis(self._source.as_of, self._index)
        if "ci" in contents:
            contents["ci"]["ids"][1] = named.next_id
        else:
            ids = [named.first_id, named.next_id]
            contents["ci"] = {"fields": ["source", "name", "ident"], "ids": ids}
            self._upserts["ci"] = named
        lost = self._links.finish()
        contents[LINKS] = {"fields": []}
        if lost:
            self._reading.warnings.append(
                f"{lost:,} pairs of change and CI name a change that is not in the store; "
                "they were left out."
            )

    def _reconcile(self) -> None:
        """Every line is accounted for: stored, merged, rejected or blank (not counted)."""
        reading = self._reading
        stored = sum(
            upsert.rows
            for name, upsert in self._upserts.items()
            if name in reading.plans and reading.plans[name].counted
        )
        if stored + reading.merged + reading.rejected != reading.rows_read:
            raise AppError(
                f"{self._source.file_name} does not add up: {reading.rows_read:,} rows read, "
                f"{stored:,} to be stored, {reading.merged:,} part of another row's record, "
                f"{reading.rejected:,} left out. Nothing was stored."
            )

    def _compare_with_evidence(self) -> None:
        counted, read = self._source.evidence.count, self._reading.rows_read
        if counted is None:
            return
        if counted == read:  # the exporter's word goes before a guess by the number of rows
            self._reading.cut = None
        else:
            words = f"The exporter counted {counted:,} records, the file has {read:,} rows."
            self._reading.warnings.append(words)
            if read < counted:
                self._reading.cut = words

    def _note_scope(self, contents: dict[str, Any]) -> None:
        warnings = self._reading.warnings
        of = [(source, kind) for source, kind in contents.get("ticket", {}).get("of", [])]
        if of:
            unknown = note_vanished(self._cursor, of, self._batch, self._now)
            if unknown:
                warnings.append(
                    f"{_tickets(unknown)} left the open-only export; their outcome is unknown. "
                    "Import a full export to settle them."
                )
            full = self._source.scope == "full"
            if full and (absent := count_absent(self._cursor, of, self._source.as_of)):
                warnings.append(
                    f"{_tickets(absent)} known as open from earlier files are not in this one; "
                    "they stay as they were."
                )
        keep_warnings(self._connection, self._batch, warnings)

    def _remember(self) -> None:
        recognised = self._reading.recognised
        decided = self._reading.decided
        if not decided.remember:
            return
        seen = Options(
            encoding=recognised.encoding,
            timezone=recognised.timezone,
            date_order=recognised.date_order,
            scope=self._source.scope,
        )
        remember(self._connection, recognised.format, recognised.header_hash, seen, decided)

    def _by_kind(self, main: Upsert) -> Iterator[tuple[str, int]]:
        for name, upsert in self._upserts.items():
            if upsert is not main:
                yield name, upsert.new + upsert.changed + upsert.unchanged
        if self._links is not None:
            yield LINKS, self._links.count

    def _stored(self, main: Upsert) -> Stored:
        reading = self._reading
        return Stored(
            batch=self._batch,
            rows=reading.rows_read,
            new=main.new,
            changed=main.changed,
            unchanged=main.unchanged,
            rejected=reading.rejected,
            by_kind=tuple(self._by_kind(main)),
            rejects=tuple(reading.rejects[:SHOWN]),
            warnings=tuple(reading.warnings),
            new_by_kind=tuple(
                (name, upsert.new) for name, upsert in self._upserts.items() if upsert is not main
            ),
        )


def _told(plan: Plan) -> dict[str, Any]:
    """What a file of this plan can say."""
    return {"fields": list(plan.fields), **({"additive": True} if plan.additive else {})}


def _tickets(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count:,} tickets"
