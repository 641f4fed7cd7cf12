"""The rows of a file that have a problem, as a list to mend them in the tool they came from."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.importers.tower.registers import escaped
from app.models.problems import ACTION_WORDS
from app.models.results.preview import ProblemRows

HEADER = ("problem", "what_happens", "row", "key", "value")


def save_problem_list(path: Path, problems: Sequence[ProblemRows]) -> int:
    """Write the listed rows of every kind as CSV; how many that were.

    UTF-8 with a byte order mark, CRLF; text that a spreadsheet would run gets an apostrophe
    (FORMATS §0.4). Only the rows listed with each kind are known here, not all that it counts.
    AppError in plain words when the file can't be written.
    """
    from app.reports.files import write_file

    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(HEADER)
    rows = 0
    for kind in problems:
        action = ACTION_WORDS.get(kind.action, kind.action)
        for row, key, value in kind.sample:
            out.writerow((escaped(kind.label), action, row, escaped(key), escaped(value)))
            rows += 1
    write_file(path, text.getvalue().encode("utf-8-sig"))
    return rows
