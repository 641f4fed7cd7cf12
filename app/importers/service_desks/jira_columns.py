"""The columns of Jira issues, whatever a file calls them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.importers.cells import tidy_text
from app.importers.columns import (
    Choice,
    Column,
    Identifier,
    Key,
    Level,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.service_desks.jira_states import named_state
from app.importers.service_desks.jira_text import RichText
from app.importers.service_desks.jira_words import IMPACTS, PRIORITIES, URGENCIES, kind_of
from app.importers.servicenow.values import CHANGE_RISKS, CHANGE_TYPES
from app.models.change import CHANGE_STATES
from app.models.records import Value
from app.models.ticket import TICKET_STATES

_MAJOR = {"yes": True, "true": True, "major incident": True, "no": False, "false": False}
_STAMPS = frozenset(
    {"opened_at", "updated_at", "resolved_at", "due_at", "category_changed_at",
     "first_response_at", "rated_at", "planned_start_at", "planned_end_at", "actual_start_at",
     "actual_end_at"}
)  # fmt: skip
_WORDS = frozenset({"issue_type", "state_raw"})
_TEXTS = frozenset({"title", "workaround", "root_cause"})
_RICH = frozenset(
    {"description", "justification", "implementation_plan", "backout_plan", "test_plan"}
)
_CHOICES: dict[str, Callable[[tuple[str, ...]], Column]] = {
    "priority": lambda names: Level("priority", names, choices=PRIORITIES),
    "impact": lambda names: Level("impact", names, choices=IMPACTS),
    "urgency": lambda names: Level("urgency", names, choices=URGENCIES),
    "type": lambda names: Choice("type", names, choices=CHANGE_TYPES),
    "risk": lambda names: Choice("risk", names, choices=CHANGE_RISKS | {"critical": 1}),
    "major": lambda names: Choice("is_major", names, choices=_MAJOR, silent=True),
}
_KINDS = ("incident", "request", "problem", "change", "change_task", "security_incident", "case")
_STATES = tuple(dict.fromkeys((*TICKET_STATES, *CHANGE_STATES)))
_REPEATED = frozenset({"labels", "components", "affected", "ci", "company", "subcategory"})


@dataclass(frozen=True)
class Explained(Choice):
    """Words that `meaning` understands, and those that somebody explained."""

    meaning: Callable[[str], str | None] = field(default=str, kw_only=True)
    values: tuple[str, ...] = field(default=(), kw_only=True)

    def possible(self) -> tuple[Value, ...]:
        """Every value of the field."""
        return self.values

    def _parse(self, cell: str) -> Value:
        text = tidy_text(cell)
        found = self.meaning(text) if text is not None else None
        if text is not None and found is None:
            raise KeyError(text)
        return found


def explained_columns(
    types: tuple[str, ...], statuses: tuple[str, ...], *, categories: bool
) -> tuple[Column, ...]:
    """Issue types and statuses; with `categories` beside them statuses need no explanation."""
    return (
        Explained("kind", types, meaning=_kind, values=_KINDS, otherwise="case"),
        Explained("state", statuses, meaning=named_state, values=_STATES, silent=categories),
    )


def _kind(words: str) -> str | None:
    kind = kind_of(words)
    return kind if kind != "case" else None


def columns_of(wanted: str, names: tuple[str, ...]) -> Iterable[Column]:
    """The declared column of a field under the given headers, and the raw one beside a rank."""
    if wanted == "key":
        yield Key("key", names)
    elif wanted == "source_id":
        yield Identifier(wanted, names)
    elif wanted in _STAMPS:
        yield Stamp(wanted, names)
    elif wanted in _RICH:
        yield RichText(wanted, names)
    elif wanted in _WORDS:
        yield Raw(wanted, names)
    elif wanted in _TEXTS:
        yield Text(wanted, names)
    elif wanted == "comments":
        yield Text(wanted, names, repeats=True, joint="\n\n")
    elif wanted in _CHOICES:
        yield _CHOICES[wanted](names)
        if wanted in {"priority", "risk"}:
            yield Raw(f"{wanted}_raw", names)
    else:
        yield Name(wanted, names, repeats=wanted in _REPEATED)
