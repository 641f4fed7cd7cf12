"""The lists below: one table each, with its words and the records that a row stands for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.charts.scale import Scale
from app.models.results.drilldown import RecordLine
from app.models.results.trends import Cluster, Lift, ProcessFinding, RiskRow, ShrunkRate
from app.views import theme
from app.views.tables import Column, ColumnTable, Num, Spark, Txt
from app.views.tables.cells import Look
from app.views.trends import words
from app.views.trends.reading import Answer

Tips = dict[str, Callable[[int], str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """One choice: its columns, what stands in them, and what is said around them."""

    id: str
    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Answer], Sequence[Any]]
    values: Callable[[Answer], dict[str, list[Any]]]
    tips: Callable[[Answer], Tips]
    note: Callable[[Answer], str]
    nothing: tuple[str, str]
    """Fact and reason where there are no rows."""
    row_height: int = 28


def _clusters(answer: Answer) -> dict[str, list[Any]]:
    found = answer.trends.clusters
    return {
        "label": [Txt(each.label, weight=500) for each in found],
        "service": [Txt(each.service or words.DASH, "t2") for each in found],
        "n": [each.n for each in found],
        "weekly": [Spark(tuple(map(float, each.weekly)), low=0) for each in found],
        "hours": [words.hours(each.hours) for each in found],
        "problem": [words.problem(each.problem) for each in found],
        "score": [Num(each.score, "0" if not each.score else f"{each.score:,.0f}")
                  for each in found],
    }  # fmt: skip


def _cluster_tips(answer: Answer) -> Tips:
    found: tuple[Cluster, ...] = answer.trends.clusters
    return {
        "label": lambda row: found[row].template,
        "weekly": lambda row: "By week, oldest first: " + ", ".join(map(str, found[row].weekly)),
    }


def _process(answer: Answer) -> dict[str, list[Any]]:
    found: tuple[ProcessFinding, ...] = answer.trends.process
    return {
        "title": [Txt(each.title, weight=500) for each in found],
        "words": [Txt(each.words, "t2") for each in found],
        "n": [each.n for each in found],
        "hours": [words.hours(each.hours) for each in found],
    }


def _lifts(answer: Answer) -> dict[str, list[Any]]:
    found = answer.trends.lifts
    return {
        "change": [each.change for each in found],
        "title": [each.title or words.DASH for each in found],
        "observed": [each.observed for each in found],
        "expected": [
            Num(each.expected, f"{each.expected:.1f}" if each.expected else "") for each in found
        ],
        "label": [words.effect_label(each) for each in found],
        "p": [words.chance(each.p) for each in found],
        "q": [words.chance(each.q) for each in found],
    }


def _lift_tips(answer: Answer) -> Tips:
    found: tuple[Lift, ...] = answer.trends.lifts
    return {"label": lambda row: words.LABEL_TIPS[found[row].label]}


def _success(answer: Answer) -> dict[str, list[Any]]:
    found: tuple[ShrunkRate, ...] = answer.trends.success
    least = min((each.low for each in found), default=0.0)
    return {
        "team": [Txt(each.team, weight=500) for each in found],
        "type": [Txt(each.type.capitalize(), "t2") for each in found],
        "k": [Num(each.k, f"{each.k:,} of {each.n:,}") for each in found],
        "raw": [words.percent(each.raw) for each in found],
        "shrunk": [words.percent(each.shrunk) for each in found],
        "range": [Num(each.low, words.interval(each)) for each in found],
        "bar": [(each, least) for each in found],
    }


def _bar(painter: QPainter, rect: QRectF, value: tuple[ShrunkRate, float], _look: Look) -> None:
    """The interval as a bar with the drawn share on it, from the least of all to 100 %."""
    rate, least = value
    x = Scale(least, 100.0, rect.left(), rect.right() - 2)
    middle = rect.center().y()
    painter.fillRect(QRectF(rect.left(), middle - 3, rect.width(), 6), theme.colour("track"))
    low, high = x(rate.low), x(rate.high)
    painter.fillRect(QRectF(low, middle - 3, max(high - low, 2), 6), theme.colour("neu"))
    painter.fillRect(QRectF(x(rate.shrunk) - 1, middle - 6, 2, 12), theme.colour("t1"))


def _risk(answer: Answer) -> dict[str, list[Any]]:
    found: tuple[RiskRow, ...] = answer.trends.risk.rows
    lines: tuple[RecordLine, ...] = answer.at_risk
    values: dict[str, list[Any]] = {
        "key": [each.key for each in found],
        "title": [line.title or words.DASH for line in lines],
        "group": [Txt(line.group or words.DASH, "t2") for line in lines],
        "left": [words.lasted(each.left_s) for each in found],
        "usual": [words.lasted(each.usual_left_s) for each in found],
        "from": [Txt(each.learned_from or words.DASH, "t2" if each.learned_from else "t3")
                 for each in found],
    }  # fmt: skip
    if answer.trends.risk.calibrated:
        values["chance"] = [
            words.percent(None if each.probability is None else 100 * each.probability)
            for each in found
        ]
    return values


def risk_columns(*, calibrated: bool) -> tuple[Column, ...]:
    """With the chance only where it comes true."""
    chance = Column("chance", "Chance to breach", 116, "number", descending_first=True)
    return (
        Column("key", "Incident", 104, "link"),
        Column("title", "Title", 180, stretch=4),
        Column("group", "Group", 130, stretch=1, optional=2),
        *((chance,) if calibrated else ()),
        Column("left", "Time left", 90, "number", tip="On the SLA's clock"),
        Column("usual", "Usual left", 90, "number",
               tip="Until half of its like that were open so long had ended"),
        Column("from", "Learned from", 150, stretch=3, optional=1),
    )  # fmt: skip


def _none(_answer: Answer) -> Tips:
    return {}


LISTINGS = (
    Listing(
        "clusters", "Recurring clusters",
        (
            Column("label", "Cluster", 200, stretch=4),
            Column("service", "Service", 130, stretch=2, optional=1),
            Column("n", "n", 50, "number", descending_first=True, tip="Incidents of 13 weeks"),
            Column("weekly", "13 weeks", 110, "spark", optional=2, sortable=False),
            Column("hours", "Hours", 76, "number", descending_first=True,
                   tip="From opened to restored, all together"),
            Column("problem", "Problem", 110),
            Column("score", "Score", 84, "number", descending_first=True,
                   tip="n × hours × trend × share without a problem"),
        ),
        lambda answer: answer.trends.clusters, _clusters, _cluster_tips,
        lambda _: "Incidents of the last 13 weeks with like titles on one service. "
        "The higher the score, the more a problem record would pay.",
        ("Nothing recurs.", "No five incidents of the last 13 weeks on one service are alike."),
    ),
    Listing(
        "process", "Process findings",
        (
            Column("title", "Finding", 206),
            Column("words", "What it is", 260, "wrap", stretch=1, sortable=False),
            Column("n", "n", 56, "number", descending_first=True),
            Column("hours", "Hours", 80, "number", descending_first=True),
        ),
        lambda answer: answer.trends.process, _process, _none,
        lambda _: "Incidents opened in the last 91 days, majors of a year. "
        "Hours are those that the waste took.",
        ("The work flows.", "No ping-pong, late first touch or noisy monitor was found."),
        44,
    ),
    Listing(
        "lifts", "After changes",
        (
            Column("change", "Change", 110, "link"),
            Column("title", "Title", 200, stretch=1),
            Column("observed", "Observed", 80, "number", descending_first=True,
                   tip="Incidents from its start to 72 hours after its end"),
            Column("expected", "Usual", 70, "number", descending_first=True,
                   tip="The same hours of the eight weeks before"),
            Column("label", "Evidence", 140, "word"),
            Column("p", "p", 64, "number", tip="How likely so many are by chance"),
            Column("q", "q", 64, "number", tip="p after all the changes that were tested"),
        ),
        lambda answer: answer.trends.lifts, _lifts, _lift_tips,
        lambda _: "Changes of the last 91 days. More incidents than usual are no proof: "
        "bursts have other causes too.",
        ("No change was followed by more incidents than usual.",
         "Changes of the last 91 days were compared with the same hours of eight weeks before."),
    ),
    Listing(
        "success", "Change success",
        (
            Column("team", "Team", 150, stretch=2),
            Column("type", "Type", 96, optional=2),
            Column("k", "Succeeded", 100, "number"),
            Column("raw", "Raw", 76, "number"),
            Column("shrunk", "Drawn to all", 96, "number",
                   tip="Few changes say little: their share is drawn towards that of all teams"),
            Column("range", "95 % interval", 116, "number"),
            Column("bar", "", 120, "own", stretch=1, optional=1, sortable=False, paint=_bar,
                   words=lambda _: "", tip="The interval, up to 100 %"),
        ),
        lambda answer: answer.trends.success, _success, _none,
        lambda _: "Changes of 18 months with a close code, by team and type, lowest first.",
        ("No change can be judged.", "No change of the last 18 months ended with a close code."),
    ),
    Listing(
        "risk", "Breach risk", risk_columns(calibrated=False),
        lambda answer: answer.trends.risk.rows, _risk, _none,
        lambda answer: answer.trends.risk.words,
        ("No clock runs.", "No open incident of this scope is inside its target and not paused."),
    ),
)  # fmt: skip


def make_table(listing: Listing) -> ColumnTable:
    """An empty table of a listing."""
    return ColumnTable(listing.columns, row_height=listing.row_height, name=listing.name)


def fill(table: ColumnTable, listing: Listing, answer: Answer) -> None:
    """Show the rows of an answer; what was selected stays so, else the first one is."""
    if listing.id == "risk":
        table.columns = risk_columns(calibrated=answer.trends.risk.calibrated)
    names = [column.id for column in listing.columns[:2]]
    table.set_rows(listing.values(answer), tips=listing.tips(answer), select=0, keep=names)
