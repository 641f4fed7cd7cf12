"""The columns of Jira issues, whatever a file calls them."""

from collections.abc import Callable, Iterable

from app.importers.columns import Choice, Column, Identifier, Key, Level, Name, Raw, Stamp, Text
from app.importers.service_desks.jira_text import RichText
from app.importers.service_desks.jira_words import IMPACTS, PRIORITIES, URGENCIES
from app.importers.servicenow.values import CHANGE_RISKS, CHANGE_TYPES

_MAJOR = {"yes": True, "true": True, "major incident": True, "no": False, "false": False}
_STAMPS = frozenset(
    {"opened_at", "updated_at", "resolved_at", "due_at", "category_changed_at",
     "first_response_at", "rated_at", "planned_start_at", "planned_end_at", "actual_start_at",
     "actual_end_at"}
)  # fmt: skip
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
_REPEATED = frozenset({"labels", "components", "affected", "ci", "company", "subcategory"})


def columns_of(field: str, names: tuple[str, ...]) -> Iterable[Column]:
    """The declared column of a field under the given headers, and the raw one beside a rank."""
    if field == "key":
        yield Key("key", names)
    elif field == "source_id":
        yield Identifier(field, names)
    elif field in _STAMPS:
        yield Stamp(field, names)
    elif field in _RICH:
        yield RichText(field, names)
    elif field in _TEXTS:
        yield Text(field, names)
    elif field == "comments":
        yield Text(field, names, repeats=True, joint="\n\n")
    elif field in _CHOICES:
        yield _CHOICES[field](names)
        if field in {"priority", "risk"}:
            yield Raw(f"{field}_raw", names)
    else:
        yield Name(field, names, repeats=field in _REPEATED)
