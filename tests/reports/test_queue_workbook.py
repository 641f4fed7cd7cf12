"""The queue workbook, read back."""

import io

import openpyxl
import pytest

from app.reports.queue_workbook import queue_workbook
from tests.reports import incidents, samples


def test_groups_and_tickets_are_numbers_dates_and_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(queue_workbook(incidents.queue_health())))
    assert book.sheetnames == ["Queues", "Tickets", "About"]
    queues = list(book["Queues"].iter_rows(min_row=2, values_only=True))
    assert queues[0][:4] == ("Network Operations", "◆ E", "17 breached, 20 older than 30 d", 412)
    assert queues[-1][0] == "All groups"
    ticket = list(book["Tickets"].iter_rows(min_row=2, values_only=True))[1]
    assert ticket[0] == "INC0480901"
    assert ticket[3] == samples.HOSTILE
    assert ticket[8] == pytest.approx(-11_200 / 3_600)
    assert f"{ticket[10]:%Y-%m-%d %H:%M}" == "2026-11-22 07:12"
    assert ticket[13] == "yes"
    assert book["Tickets"]["D3"].data_type == "s"
    titles = [row[3] for row in book["Tickets"].iter_rows(min_row=2, values_only=True)]
    assert titles[2] == samples.TYPST
    assert titles[3] == "left[U+202E]right"


def test_same_health_same_bytes() -> None:
    assert queue_workbook(incidents.queue_health()) == queue_workbook(incidents.queue_health())
