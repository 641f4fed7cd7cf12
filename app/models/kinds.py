"""How kinds of record are called in lists: one set of words for every screen and report."""

from collections.abc import Sequence

from app.models.counts import counted

_WORDS = {
    "ci": "CIs",
    "relation": "CI relations",
    "change_event": "Change feed",
    "sla": "SLAs",
    "on_call": "On call",
    "knowledge": "Knowledge",
    "pir": "PIRs",
}


def kind_words(kind: str) -> str:
    """The plural that a kind of record is shown under: `request_item` as “Request items”."""
    if not kind:
        return ""
    return _WORDS.get(kind) or f"{kind.replace('_', ' ').capitalize()}s"


_FIRST = ("incident", "change", "alert", "request", "request_item", "problem", "ci")


def kind_rank(kind: str) -> tuple[int, str]:
    """The order in which kinds are listed: what a day is looked at by first, then by name."""
    return (_FIRST.index(kind) if kind in _FIRST else len(_FIRST), kind_words(kind))


_ONE = {
    "change_ci": ("link to a CI", "links to CIs"),
    "ci": ("CI", "CIs"),
    "support_group": ("group", "groups"),
    "sla_record": ("SLA", "SLAs"),
    "pir": ("PIR", "PIRs"),
    "on_call_shift": ("on-call shift", "on-call shifts"),
    "schedule_window": ("window", "windows"),
    "change_event": ("event of the change feed", "events of the change feed"),
}


def others_words(by_kind: Sequence[tuple[str, int]], new: Sequence[tuple[str, int]]) -> str:
    """Records of other kinds that a file speaks of: “12 CIs (3 new), 1 group”; empty for none.

    The kinds are names of tables. Links have no newness of their own.
    """
    added = dict(new)
    said = []
    for kind, count in by_kind:
        if not count:
            continue
        fresh = f" ({added[kind]:,} new)" if kind in added else ""
        said.append(counted(count, *_ONE.get(kind, (kind.replace("_", " "), ""))) + fresh)
    return ", ".join(said)
