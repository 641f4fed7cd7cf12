"""What the status bar says of an import: rows a second as soon as rows are known."""

from app.views.importing.pace import Pace


def told(reports, now):
    pace = Pace(100.0)
    for done, total in reports:
        pace.take(done, total)
    return pace.told("incident.csv", now)


def test_rows_a_second_beside_the_share_of_the_bytes():
    reports = [(1_000_000, 8_000_000), (20_000, 0), (4_000_000, 8_000_000), (41_200, 0)]
    words = "incident.csv, 41,200 rows, 20,600 rows/s"
    assert told(reports, 102.0) == (4_000_000, 8_000_000, words)


def test_bytes_a_second_only_while_no_row_is_known():
    assert told([(3_000_000, 9_000_000)], 102.0)[2].endswith("MB/s")
    assert told([(3_000_000, 9_000_000)], 100.5) == (3_000_000, 9_000_000, "incident.csv")


def test_rows_alone_where_the_whole_is_not_known():
    assert told([(900, 0)], 103.0) == (900, 0, "incident.csv, 300 rows/s")
