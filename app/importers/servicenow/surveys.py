"""ServiceNow surveys: who was asked, and what they answered (FORMATS §1.4 CSAT)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import Column, Identifier, Key, Name, Stamp, Text
from app.importers.measures import Number
from app.importers.servicenow.settling import Record, Settled, composed, kept, kind_of, number_in
from app.importers.servicenow.tables import ServiceNowTable
from app.models.counts import counted
from app.models.records import Plan, Value

_TASK = ("task_id", "task id", "task", "trigger_id", "trigger id", "trigger")
_SCALES = (1.0, 5.0, 10.0, 100.0)
_YES_OR_NO = frozenset({"yes", "no", "true", "false"})
_ANSWERED = ("survey", "ticket_key", "key")


class ServiceNowAssessment(ServiceNowTable):
    """One row a survey that somebody was asked to fill in; without `taken_on` it is open."""

    id: ClassVar[str] = "servicenow.assessment_instance"
    kind: ClassVar[str] = "survey"
    table: ClassVar[str] = "survey_response"
    tables: ClassVar[tuple[str, ...]] = ("asmt_assessment_instance",)
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("number",)),
        Identifier("source_id", ("sys_id", "sys id")),
        Name("question", ("metric_type", "metric type", "assessment type"), required=True,
             reference=True),
        Name("respondent", ("user", "assigned_to", "assigned to"), reference=True),
        Stamp("taken_at", ("taken_on", "taken on", "taken"), required=True),
        Identifier("ticket_key", _TASK, reference=True),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )  # fmt: skip

    def recognises(self, look: Look) -> bool:
        """A metric type and `taken_on` beside `number`."""
        return self.fits(look)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Surveys sent, without a score."""
        return {self.table: Plan(self.table, kept(fields, *_ANSWERED), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """A survey about a ticket and one of stakeholders are told apart."""
        return Settled(self.table, fields, kept(fields, *_ANSWERED), _settle_ticket, desk)


class ServiceNowMetricResult(ServiceNowTable):
    """One row an answer to one question."""

    id: ClassVar[str] = "servicenow.metric_result"
    kind: ClassVar[str] = "survey"
    table: ClassVar[str] = "survey_response"
    tables: ClassVar[tuple[str, ...]] = ("asmt_metric_result",)
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("source_id", ("sys_id", "sys id")),
        Key("instance", ("instance", "assessment instance"), reference=True),
        Name("question", ("metric", "metric.question", "question"), required=True,
             reference=True),
        Name("respondent", ("user", "instance.user", "taken by"), reference=True),
        Stamp("taken_at", ("instance.taken_on", "taken_on", "sys_created_on", "created")),
        Identifier("ticket_key", ("instance.task_id", "source_id", "source id", "source", *_TASK),
                   reference=True),
        Number("actual", ("actual_value", "actual value", "value"), required=True),
        Number("scale_max", ("metric.max", "scale_max", "max")),
        Text("comment", ("string_value", "string value")),
        Stamp("updated_at", ("sys_updated_on", "updated")),
    )  # fmt: skip

    def recognises(self, look: Look) -> bool:
        """An assessment instance and a metric beside the actual value."""
        return self.fits(look) and look.count("string_value", "string value", "scaled_value",
                                              "scaled value", "normalized_value") > 0  # fmt: skip

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Answers."""
        return {self.table: Plan(self.table, self._kept(fields), self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Scores are worked out once all answers to a question are known."""
        return _Answers(self.table, fields, self._kept(fields), desk)

    def _kept(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        added = (*_ANSWERED, "score_raw", "scale_max", "score", "comment")
        return kept(fields, *added, without=("instance", "actual"))


class _Answers(Collector):
    """Holds the answers of a file (10,000 at most come in one export), then scales them."""

    def __init__(
        self, table: str, fields: tuple[str, ...], kept_fields: tuple[str, ...], desk: Desk
    ) -> None:
        super().__init__(table)
        self._fields, self._kept, self._desk = fields, kept_fields, desk
        self._records: list[Record] = []
        self._highest: dict[Value, float] = defaultdict(float)
        self._beyond: Counter[str] = Counter()
        """Per question, answers outside the scale."""
        self._to_one: set[Value] = set()
        """Questions with an answer below 1, or yes or no: all ones of others are the worst mark."""

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep them, and the highest answer to each question."""
        del numbers
        for row in rows:
            record: Record = dict(zip(self._fields, row, strict=True))
            record["key"] = composed(record, "instance", "question", "respondent")
            _settle_ticket(record)
            self._records.append(record)
            actual = record["actual"]
            if isinstance(actual, float):
                question = record["question"]
                self._highest[question] = max(self._highest[question], actual)
                if actual < 1 or str(record.get("comment")).casefold() in _YES_OR_NO:
                    self._to_one.add(question)
        yield from ()

    def end(self) -> Iterator[Chunk]:
        """All answers with their scores."""
        guessed: dict[str, float] = {}
        for record in self._records:
            self._score(record, guessed)
        for question, scale in sorted(guessed.items()):
            self._desk.warn(
                f"No column says how high “{question}” can be rated; {scale:g} was taken, since "
                "no answer is higher. Export metric.max with it."
            )
        for question, count in sorted(self._beyond.items()):
            self._desk.warn(
                f"{counted(count, 'answer')} to “{question}” can't be on the scale that metric.max "
                "gives: no score. Check metric.max in the export."
            )
        rows = [tuple(map(record.get, self._kept)) for record in self._records]
        if rows:
            yield self.table, rows

    def _score(self, record: Record, guessed: dict[str, float]) -> None:
        actual, scale = record["actual"], record.get("scale_max")
        words = record.get("comment")
        if not isinstance(actual, float) or (not actual and words):
            record["scale_max"] = None
            return
        record["score_raw"] = words or f"{actual:g}"
        record["comment"] = None
        if not isinstance(scale, float) or scale <= 0:
            question = record["question"]
            scales = _SCALES if question in self._to_one else _SCALES[1:]
            scale = next((s for s in scales if self._highest[question] <= s), None)
            if scale is not None:
                guessed[str(question)] = scale
        record["scale_max"] = scale
        if isinstance(scale, float):
            if 0 <= actual <= scale:
                record["score"] = actual / scale
            else:
                self._beyond[str(record["question"])] += 1


def _settle_ticket(record: Record) -> str:
    ticket = number_in(record.get("ticket_key"))
    record["ticket_key"] = ticket
    record["survey"] = "ticket" if kind_of(ticket) else "stakeholder"
    return ""
