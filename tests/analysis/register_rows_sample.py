"""Results of KPIs whose rows stand beside tickets: details, registers and surveys, out of dicts.

`result("K7", [{"key": "INC1", ...}], pirs=[{"incident": "INC1", "approved": "2026-10-02"}])`.
Ticket dicts may also hold problem, template, channel, duplicate and knowledge.
"""

from dataclasses import replace

import numpy as np

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.columns import (
    ActionRow,
    ArticleRow,
    PirRow,
    Registers,
    SurveyColumns,
    TicketDetails,
)
from app.models.columns.absent import bare_details
from app.models.scope import EVERYTHING
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, instant, make_facts

HOUR, DAY = 3600, 86400
DEFAULTS = load_settings("UTC")
BERLIN = load_settings("Europe/Berlin")
OCTOBER = parse_period("2026-10", "UTC")
NOW = at("2026-11-23T08:00")


def october(zone):
    return parse_period("2026-10", zone)


def result(
    kpi,
    tickets=(),
    *,
    period=OCTOBER,
    now=NOW,
    settings=DEFAULTS,
    scope=EVERYTHING,
    surveys=(),
    **more,
):
    """The result of one KPI; `pirs`, `actions` and `articles` are dicts, the rest histories."""
    registers = Registers(
        pirs=tuple(_pir(i, row) for i, row in enumerate(more.pop("pirs", ()))),
        actions=tuple(_action(i, row) for i, row in enumerate(more.pop("actions", ()))),
        articles=tuple(_article(i, row) for i, row in enumerate(more.pop("articles", ()))),
        groups=tuple(more.pop("parents", ())),
    )
    facts = make_facts(
        tickets,
        details=_details(tickets),
        registers=registers,
        surveys=_surveys(tickets, surveys),
        **more,
    )
    return compute(facts, settings, period, now, scope=scope, only=[kpi])[0]


def when(value):
    return None if value is None else instant(value)


def _codes(rows, field):
    words = list(dict.fromkeys(row[field] for row in rows if row.get(field) is not None))
    codes = [-1 if row.get(field) is None else words.index(row[field]) for row in rows]
    return np.array(codes, np.int32), tuple(words)


def _details(tickets) -> TicketDetails:
    fields = {}
    for field, words in (("problem", "problems"), ("template", "templates"),
                         ("channel", "channels"), ("location", "locations")):  # fmt: skip
        fields[field], fields[words] = _codes(tickets, field)
    for field in ("duplicate", "knowledge"):
        fields[field] = np.array([bool(row.get(field)) for row in tickets], np.bool_)
    return replace(bare_details(len(tickets)), **fields)


def _pir(place, row):
    return PirRow(
        key=row.get("key", f"PIR{place + 1}"),
        incident=row["incident"],
        state=row.get("state", "approved"),
        owner=None,
        due=None,
        held=None,
        approved=when(row.get("approved")),
        waived_by=row.get("waived_by"),
        waiver_reason=row.get("waiver_reason"),
    )


def _action(place, row):
    closed = when(row.get("closed"))
    return ActionRow(
        key=row.get("key", f"ACT{place + 1}"),
        title=None,
        state=row.get("state", "open" if closed is None else "done"),
        owner=None,
        team=row.get("team"),
        origin=row.get("origin"),
        opened=None,
        original_due=when(row.get("original_due")),
        due=when(row.get("due", row.get("original_due"))),
        closed=closed,
        evidence=row.get("evidence", True),
        effective=row.get("effective"),
        cancel_reason=row.get("cancel_reason"),
    )


def _article(place, row):
    return ArticleRow(
        key=row.get("key", f"KB{place + 1}"),
        title=None,
        state=row.get("state", "published"),
        published=when(row.get("published")),
        updated=when(row.get("updated")),
        views=row.get("views"),
        tickets=tuple(row.get("tickets", ())),
    )


def _surveys(tickets, rows) -> SurveyColumns:
    keys = [row.get("key", f"INC{i + 1}") for i, row in enumerate(tickets)]
    respondent, respondents = _codes(rows, "who")
    service, services = _codes(rows, "service")
    score = [np.nan if row.get("score") is None else (row["score"] - 1) / 4 for row in rows]
    kinds = {"ticket": 0, "stakeholder": 1, None: -1}
    return SurveyColumns(
        key=np.array([row.get("key", f"S{i + 1}") for i, row in enumerate(rows)], np.str_),
        survey=np.array([kinds[row.get("survey", "stakeholder")] for row in rows], np.int8),
        respondent=respondent,
        ticket=np.array(
            [keys.index(row["ticket"]) if row.get("ticket") else -1 for row in rows], np.int64
        ),
        taken=np.array([instant(row.get("taken")) for row in rows], np.int64),
        score=np.array(score, np.float32),
        service=service,
        respondents=respondents,
        services=services,
    )
