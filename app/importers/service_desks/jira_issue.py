"""One Jira issue as records: ticket or change, SLA clocks, satisfaction (FORMATS §2.3)."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.importers.base import Chunk, Desk
from app.importers.service_desks.jira_states import (
    change_state,
    close_code,
    named_state,
    ticket_state,
)
from app.importers.service_desks.jira_words import kind_of
from app.importers.service_desks.spread import Spread, Values, those
from app.models.change import CHANGE_STATES
from app.models.counts import counted
from app.models.records import Plan, Value
from app.models.ticket import TICKET_STATES

Link = tuple[str, str, str]
"""(`in` or `out`, type of link, key of the other issue)."""
_TICKET = (
    "source_id", "title", "description", "state_raw", "priority", "priority_raw", "severity",
    "impact", "urgency", "is_major", "category", "subcategory", "channel", "company", "ci",
    "assignment_group", "assignee", "caller", "opened_by", "opened_at", "first_response_at",
    "resolved_at", "due_at", "updated_at", "resolution_code", "root_cause", "workaround",
    "labels", "parent_key", "reopen_count", "reassignment_count", "url",
)  # fmt: skip
_CHANGE = (
    "source_id", "title", "description", "type", "state_raw", "risk", "risk_raw", "impact",
    "priority", "category", "assignment_group", "assignee", "opened_at", "planned_start_at",
    "planned_end_at", "actual_start_at", "actual_end_at", "updated_at", "justification",
    "implementation_plan", "backout_plan", "test_plan", "url",
)  # fmt: skip
_SURVEY = (
    "source", "key", "survey", "ticket_key", "respondent", "taken_at", "question", "score_raw",
    "scale_max", "score", "updated_at",
)  # fmt: skip
_TO_MIDNIGHT_S = 86_399
"""A due date is a day, and its last second is still in time."""
_STARS = 5
_QUESTION = "Satisfaction rating"


def issue_plans(
    fields: tuple[str, ...], sla: Plan | None, *, links: bool, log: bool = False
) -> dict[str, Plan]:
    """Tickets, changes, SLA clocks and ratings; only with fields that the file has.

    With `log` a ticket may come in several versions, which are not counted as lines.
    """
    ticket = ("source", "kind", "key", "state", "hold_reason", *those(fields, *_TICKET))
    change = ("source", "key", "state", "close_code", *those(fields, *_CHANGE))
    if "resolved_at" not in fields and (log or "category_changed_at" in fields):
        ticket = (*ticket, "resolved_at")
    if {"affected", "components"} & set(fields):
        ticket, change = (*ticket, "service"), (*change, "service")
    if "comments" in fields or "histories" in fields:
        ticket = (*ticket, "work_notes")
    if links:
        ticket = (*ticket, "problem_key", "change_cause_key", "duplicate_of", "related_keys")
        change = (*change, "problem_key", "incident_keys")
    if "parent_key" in fields:
        ticket = (*ticket, "change_key")
    if "caller" in fields:
        change = (*change, "requested_by")
    if "resolved_at" in fields:
        change = (*change, "closed_at")
    key = ("source", "key")
    plans = {
        "ticket": Plan("ticket", ticket, ("source", "kind", "key"), log, counted=not log),
        "change": Plan("change", change, key),
    }
    if sla is not None:
        plans["sla_record"] = sla
    if "rating" in fields:
        plans["survey_response"] = Plan("survey_response", _SURVEY, key, counted=False)
    return plans


class Issues(Spread):
    """Says after the last issue which statuses were not known, unless their column did."""

    def __init__(self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk) -> None:
        super().__init__(fields, plans, desk, self.issue)
        self._has_categories = "status_category" in fields
        self._unknown: Counter[str] = Counter()

    def issue(self, values: Values) -> Iterator[tuple[str, Values]]:
        """All records of one issue; subclasses add what their format holds besides."""
        yield self.main(values, ())

    def main(self, values: Values, links: Iterable[Link]) -> tuple[str, Values]:
        """The ticket or change that an issue is."""
        kind = str(values.get("kind") or kind_of(values.get("issue_type")))
        record = values | {"source": "jira", "kind": kind}
        record["service"] = values.get("affected") or values.get("components")
        due = values.get("due_at")
        if isinstance(due, int):
            record["due_at"] = due + _TO_MIDNIGHT_S
        if kind == "change":
            return "change", record | self._of_change(values, list(links))
        return "ticket", record | self._of_ticket(values, kind, list(links))

    def end(self) -> Iterator[Chunk]:
        """Nothing more than remarks."""
        for status, count in sorted(self._unknown.items()):
            self._desk.warn(
                f"“{status}” in status is not a value that is known here ({counted(count, 'row')})."
            )
        yield from ()

    def _of_ticket(self, values: Values, kind: str, links: list[Link]) -> Values:
        state, hold = ticket_state(values.get("state_raw"), values.get("status_category"))
        state = _told(values, TICKET_STATES) or state
        resolved = values.get("resolved_at")
        if state == "unknown":
            state = "resolved" if resolved is not None else self._unknown_state(values)
        if resolved is None and state in {"resolved", "closed"}:
            resolved = values.get("category_changed_at")
        own: Values = {"state": state, "hold_reason": hold, "resolved_at": resolved}
        if kind == "change_task":
            own["change_key"] = values.get("parent_key")
        return own | _links_of_ticket(kind, links)

    def _of_change(self, values: Values, links: list[Link]) -> Values:
        state = change_state(values.get("state_raw"), values.get("status_category"))
        state = _told(values, CHANGE_STATES) or state
        closed = values.get("resolved_at")
        if state == "unknown":
            state = "closed" if closed is not None else self._unknown_state(values)
        if closed is None and state == "closed":
            closed = values.get("category_changed_at")
        return {
            "state": state,
            "closed_at": closed,
            "close_code": close_code(values.get("state_raw")),
            "requested_by": values.get("caller"),
            "problem_key": _first(key for _, kind, key in links if "problem" in kind),
            "incident_keys": _list(key for way, kind, key in links
                                   if way == "out" and "cause" in kind),
        }  # fmt: skip

    def _unknown_state(self, values: Values) -> str:
        if self._has_categories or named_state(str(values.get("state_raw") or "")):
            self._unknown[str(values.get("state_raw") or "nothing")[:60]] += 1
        return "unknown"


def _told(values: Values, states: tuple[str, ...]) -> str | None:
    """The state that somebody said the status means, which goes before what it says itself."""
    told, words = values.get("state"), values.get("state_raw")
    if told not in states or (words is not None and told == named_state(str(words))):
        return None
    return str(told)


def rating_of(values: Values) -> Iterator[tuple[str, Values]]:
    """The requester's stars, when there are any: 1 to 5."""
    stars = str(values.get("rating") or "").strip().removesuffix(".0")
    if stars in {"1", "2", "3", "4", "5"}:
        yield (
            "survey_response",
            {
                "source": "jira",
                "key": f"{values['key']}|{_QUESTION}",
                "survey": "ticket",
                "ticket_key": values["key"],
                "respondent": values.get("caller"),
                "taken_at": values.get("rated_at"),
                "question": _QUESTION,
                "score_raw": stars,
                "scale_max": float(_STARS),
                "score": int(stars) / _STARS,
                "updated_at": values.get("updated_at"),
            },
        )


def is_done(values: Values) -> bool:
    """Whether the issue's own clocks have stopped."""
    if values.get("resolved_at") is not None:
        return True
    state, _ = ticket_state(values.get("state_raw"), values.get("status_category"))
    return state in {"resolved", "closed", "cancelled"}


def _links_of_ticket(kind: str, links: list[Link]) -> Values:
    causes = [key for way, of, key in links if way == "in" and "cause" in of]
    problems = [key for _, of, key in links if "problem" in of]
    return {
        "problem_key": _first(problems) if kind != "problem" else None,
        "change_cause_key": _first(causes) if kind != "problem" else None,
        "duplicate_of": _first(key for way, of, key in links if way == "out" and "duplic" in of),
        "related_keys": _list(key for _, _, key in links),
    }


def _first(keys: Iterable[str]) -> str | None:
    return next(iter(keys), None)


def _list(keys: Iterable[str]) -> Value:
    return ";".join(dict.fromkeys(keys)) or None
