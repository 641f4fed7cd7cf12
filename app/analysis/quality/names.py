"""What does not fit together: links without an end, names that collide or that no list knows."""

from collections.abc import Iterator

import numpy as np

from app.analysis.quality.checks import MOST_ROWS, Given, Hit
from app.models.columns import I64
from app.models.counts import counted
from app.models.results import FoundRow

_PLURALS = {
    "problem": "problems",
    "ticket": "tickets",
    "change": "changes",
    "ci": "CIs",
    "service": "services",
    "group": "groups",
    "vendor_case": "vendor cases",
    "knowledge": "articles",
    "alert": "alerts",
    "automation": "automations",
}
_REGISTERS = ("service", "group", "automation")
"""Lists that need not exist: nothing is said as long as there is none."""
_LONG = {"ci": "configuration item"}
_NOUNS = {
    "sla": ("SLA record", "SLA records"),
    "ci": ("CI", "CIs"),
    "pir": ("post-incident review", "post-incident reviews"),
}


def names(given: Given) -> Iterator[Hit]:
    """Links that dangle, CIs of one name, groups that no list knows."""
    yield from _lost(given)
    yield from _same_names(given)
    yield from _groups(given)


def _lost(given: Given) -> Iterator[Hit]:
    for lost in given.quality.lost_links:
        plural = _PLURALS.get(lost.end, f"{lost.end}s")
        noun = _NOUNS.get(lost.kind, (lost.kind.replace("_", " "), ""))
        named = ", ".join(lost.samples[:3])
        how = lost.words.casefold()
        as_what = "" if how in _LONG.get(lost.end, plural) else f" ({how})"
        if lost.held:
            yield Hit(
                f"orphan.{lost.link}",
                "risk",
                "Orphans",
                f"{counted(lost.rows, *noun)} {_names(lost.rows)} {plural}{as_what} that "
                "are not in the store",
                f"Import the export that holds them ({named}). The link is found as soon as they "
                "are there.",
                others=tuple(
                    FoundRow(kind, key, "", f"{lost.words}: {word}")
                    for kind, key, word in lost.records[:MOST_ROWS]
                ),
                count=lost.rows,
            )
        elif lost.end not in _REGISTERS:
            yield Hit(
                f"missing.{lost.link}",
                "note",
                "Orphans",
                f"{counted(lost.rows, *noun)} {_names(lost.rows)} {plural}{as_what}, and none "
                "was imported",
                f"Import an export of {plural}{f' ({named})' if named else ''} to see what stands "
                "behind them.",
                others=tuple(FoundRow(lost.end, word, "", "not imported") for word in lost.samples),
                count=lost.rows,
            )


def _names(rows: int) -> str:
    return "names" if rows == 1 else "name"


def _same_names(given: Given) -> Iterator[Hit]:
    same = dict(given.quality.same_names)
    if not same:
        return
    yield Hit(
        "ci.same_name",
        "note",
        "Colliding CI names",
        f"{counted(len(same), 'CI name')} that several records of the CMDB have",
        "They are kept apart by the CMDB's own id. Have them told apart in the CMDB, or the "
        "double one retired.",
        others=tuple(FoundRow("ci", name, "", f"{count} records") for name, count in same.items())[
            :MOST_ROWS
        ],
        count=len(same),
    )
    tickets, changes = given.facts.tickets, given.facts.changes
    named = np.array([word in same for word in tickets.cis] + [False], np.bool_)
    rows = np.flatnonzero(named[tickets.ci])
    unclear = np.array([word in same for word in changes.cis], np.bool_)
    pairs = (
        changes.ci_change[unclear[changes.ci_ci]] if len(changes.ci_change) else np.empty(0, int)
    )
    which: I64 = np.unique(pairs).astype(np.int64)
    if len(rows) or len(which):
        yield Hit(
            "ci.ambiguous",
            "risk",
            "Colliding CI names",
            f"{counted(len(rows) + len(which), 'record')} whose CI name fits several CIs",
            "Which CI is meant is not known: collisions and outages through it are not found. "
            "Export the CI's sys_id beside its name, or give it an alias of its own.",
            tickets=rows,
            changes=which,
            say=lambda row: _fits(tickets.cis[tickets.ci[row]], same),
            say_change=lambda row: ", ".join(
                _fits(changes.cis[ci], same)
                for ci in np.unique(changes.ci_ci[changes.ci_change == row]).tolist()
                if unclear[ci]
            ),
        )


def _fits(name: str, same: dict[str, int]) -> str:
    return f"{name}: {same.get(name, 0)} CIs have that name"


def _groups(given: Given) -> Iterator[Hit]:
    found = given.quality.unknown_groups
    if found:
        yield Hit(
            "group.unknown",
            "risk",
            "Unknown groups",
            f"{counted(len(found), 'group')} that neither the group list nor an alias knows",
            "Add an alias (`tower aliases --set group OLD NAME`) or import the newer group list: "
            "one group under two names is two queues.",
            others=tuple(
                FoundRow("group", name, system, counted(records, "record"))
                for name, system, records in found[:MOST_ROWS]
            ),
            count=len(found),
        )
