"""The imports themselves: how old, whether whole, and what was wrong with their rows."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.analysis.attention import fresh_limit
from app.analysis.quality.checks import MOST_ROWS, Given, Hit
from app.models.counts import counted
from app.models.duration import duration
from app.models.moments import stamp
from app.models.problems import ACTION_WORDS, BY_ID
from app.models.quality import BatchFacts
from app.models.results import FoundRow, SourceState
from app.models.settings import DAY, Settings
from app.models.ticket import TICKET_KINDS

_SLOW_LIMIT = 7 * DAY
_LIVE = (*TICKET_KINDS, "alert", "change", "ci")


def imports(given: Given) -> Iterator[Hit]:
    """Stale sources, exports that were probably cut off, rows left out or kept with a flag."""
    yield from _stale(given)
    yield from _cut(given)
    yield from _left_out(given)
    yield from _problems(given)


def source_states(given: Given) -> tuple[SourceState, ...]:
    """Every source with its age against its limit, and whether its newest export was whole.

    A source is one kind of record out of one system: a fresh export of another system doesn't
    make it younger.
    """
    batches = given.quality.batches
    cut = {batch.id: batch.cut for batch in _cut_off(batches)}
    label = {source.kind: source.label for source in given.facts.sources}
    newest: dict[tuple[str, str], BatchFacts] = {}
    rejected: Counter[tuple[str, str]] = Counter()
    for batch in sorted(batches, key=lambda batch: (batch.as_of, batch.id)):
        newest[_source(batch)] = batch
        rejected[_source(batch)] += batch.rejected
    several = {kind for kind, count in Counter(kind for kind, _ in newest).items() if count > 1}
    return tuple(
        SourceState(
            label=label.get(kind, kind) + (f" ({system})" if kind in several else ""),
            kind=kind,
            file_name=batch.file_name,
            as_of=batch.as_of,
            limit_s=limit(kind, given.settings),
            stale=0 < limit(kind, given.settings) < given.now - batch.as_of,
            cut=next((cut[each.id] for each in reversed(batches)
                      if each.id in cut and _source(each) == (kind, system)), ""),
            rows=batch.rows,
            rejected=rejected[kind, system],
        )
        for (kind, system), batch in sorted(
            newest.items(), key=lambda item: (label.get(item[0][0], item[0][0]), item[0][1])
        )
    )  # fmt: skip


def _source(batch: BatchFacts) -> tuple[str, str]:
    """The kind of record and the system: `jira` of `jira.csv` and `jira.search`."""
    return batch.kind, batch.format.partition(".")[0]


def limit(kind: str, settings: Settings) -> int:
    """Seconds: as in “needs attention”, seven days for lists, 0 = never stale (calendars)."""
    if kind == "window":
        return 0
    known = fresh_limit(settings, kind) if kind in _LIVE else None
    return _SLOW_LIMIT if known is None else known


def _stale(given: Given) -> Iterator[Hit]:
    old = [state for state in source_states(given) if state.stale]
    if old:
        zone = given.settings.report_zone
        yield Hit(
            "source.stale",
            "risk",
            "Stale sources",
            f"{counted(len(old), 'source')} older than its limit"
            if len(old) == 1
            else f"{counted(len(old), 'source')} older than their limit",
            "Export them again: clocks past the export say “if still open” until then.",
            others=tuple(
                FoundRow(
                    "file",
                    state.file_name,
                    state.label,
                    f"as of {stamp(state.as_of, zone)}, {duration(given.now - state.as_of)} old; "
                    f"limit {duration(state.limit_s)}",
                )
                for state in old
            ),
        )


def _cut_off(batches: Sequence[BatchFacts]) -> list[BatchFacts]:
    """Imports that were probably cut off and that no fuller file of their kind followed."""
    return [
        batch
        for batch in batches
        if batch.cut
        and not any(
            other.kind == batch.kind
            and other.as_of >= batch.as_of
            and not other.cut
            and other.scope == "full"
            and other.rows >= batch.rows
            for other in batches
        )
    ]


def _cut(given: Given) -> Iterator[Hit]:
    found = _cut_off(given.quality.batches)
    if found:
        yield Hit(
            "import.cut",
            "breach",
            "Cut exports",
            f"{counted(len(found), 'import')} probably cut off by the exporter",
            "Export again in smaller parts (by month, or without the row limit) and import all of "
            "them. Counts and shares are too low until then.",
            others=tuple(
                FoundRow("file", batch.file_name, batch.kind, batch.cut) for batch in found
            ),
            batches=tuple((batch.id, 1, 1) for batch in found),
        )


def _left_out(given: Given) -> Iterator[Hit]:
    batches = [batch for batch in given.quality.batches if batch.rejected]
    if batches:
        total = sum(batch.rejected for batch in batches)
        yield Hit(
            "import.left_out",
            "risk",
            "Rows left out",
            f"{counted(total, 'row')} of {counted(len(batches), 'import')} left out",
            "Mend the rows in the source or choose another rule for them on the Import screen, "
            "then import the file again.",
            others=tuple(
                FoundRow(
                    "row",
                    f"row {each.row:,}",
                    each.file_name,
                    f"{each.column}: “{each.value}” {each.reason}" if each.column else each.reason,
                )
                for each in given.quality.left_out[:MOST_ROWS]
            ),
            count=total,
            batches=tuple((each.id, each.rejected, each.rows) for each in given.quality.batches),
        )


def _problems(given: Given) -> Iterator[Hit]:
    by_kind: dict[str, list[tuple[BatchFacts, int, str, str]]] = {}
    for batch in given.quality.batches:
        for kind, rows, action, sample in batch.problems:
            if action != "reject":
                by_kind.setdefault(kind, []).append((batch, rows, action, sample))
    for kind, found in sorted(by_kind.items()):
        label = BY_ID[kind].label if kind in BY_ID else kind.replace("_", " ").capitalize()
        total = sum(rows for _, rows, _, _ in found)
        counts = {batch.id: 0 for batch in given.quality.batches}
        for batch, rows, _, _ in found:
            counts[batch.id] += rows
        sizes = {batch.id: batch.rows for batch in given.quality.batches}
        yield Hit(
            f"import.{kind}",
            "note",
            "Rows imported with a flag",
            f"{counted(total, 'row')}: {label[0].lower()}{label[1:]}",
            "The rule that was used stands beside each file; choose another on the Import screen "
            "and import the file again.",
            others=tuple(
                FoundRow(
                    "file",
                    batch.file_name,
                    batch.kind,
                    f"{counted(rows, 'row')}, {ACTION_WORDS.get(action, action).lower()}"
                    + (f": “{sample}”" if sample else ""),
                )
                for batch, rows, action, sample in found
            ),
            count=total,
            batches=tuple((number, count, sizes[number]) for number, count in counts.items()),
        )
