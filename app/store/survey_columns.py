"""Answers to surveys as columns (METRICS K16)."""

import sqlite3

import numpy as np

from app.models.columns import SurveyColumns, TicketColumns
from app.store.aliases import Names
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns
from app.store.record_rows import RecordRows

SURVEYS = ("ticket", "stakeholder")


def load_surveys(
    cursor: sqlite3.Cursor, names: Names, tickets: TicketColumns, rows: RecordRows
) -> SurveyColumns:
    """Every answer, by instant; its service is that of the ticket it is about."""
    sources, people = Vocabulary(), Vocabulary()
    order = "FROM survey_response ORDER BY taken_at, id"
    found = read_columns(
        cursor,
        [
            Read("key", "key", "key"),
            code("source", "source", sources),
            choice("survey", "survey", SURVEYS, -1),
            code("respondent", "respondent", people),
            instant("taken"),
            Read("score", "score", "real"),
        ],
        order,
    )
    source = found.pop("source")
    respondents, (found["respondent"],) = names.recoded(
        "person", people.words, sources.words, [(found["respondent"], source)]
    )
    ticket = rows.rows(cursor.execute(f"SELECT source, ticket_key {order}").fetchall())
    return SurveyColumns(
        **found,
        ticket=ticket,
        service=np.append(tickets.service, np.int32(-1))[ticket],
        respondents=respondents,
        services=tickets.services,
    )
