"""Satisfaction surveys: Microsoft Forms workbooks, and the plain list (FORMATS §19)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look
from app.importers.columns import Column, Identifier, Key, Name, Raw, Stamp, Text
from app.importers.measures import Number
from app.importers.service_desks.scores import FIVE, TEN, points_of, scale_of, score_of
from app.importers.service_desks.spread import Spread, Values
from app.importers.written_stamps import BadValueError, short
from app.models.counts import counted
from app.models.records import Plan

_START = ("start time", "startzeit", "heure de début", "hora de inicio", "hora de início")
_END = ("completion time", "fertigstellungszeit", "heure de fin", "hora de finalización",
        "hora de conclusão", "hora da conclusão")  # fmt: skip
_MAIL = ("email", "e-mail", "adresse de messagerie", "correo electrónico")
_NAME = ("name", "nom", "nombre", "nome")
_AROUND = frozenset(
    {"id", *_START, *_END, *_MAIL, *_NAME, "last modified time", "total points",
     "quiz feedback", "language", "zeitpunkt der letzten änderung",
     "heure de la dernière modification", "respondent id", "collector id", "start date",
     "end date", "ip address", "email address", "first name", "last name", "custom data 1"}
)  # fmt: skip
_ABOUT_TICKET = re.compile(r"ticket|incident|case number|issue key|request number|vorgang")
_TICKET = r"[A-Z][A-Z0-9_]*-?\d+"
_ANONYMOUS = frozenset({"anonymous", "anonym", "anonyme", "anónimo", "anônimo"})
_FIELDS = (
    "source", "key", "survey", "ticket_key", "respondent", "taken_at", "question", "score_raw",
    "scale_max", "score", "comment", "updated_at",
)  # fmt: skip
_KEY = ("source", "key")
_MARK_FIVE, _MARK_TEN, _SAID, _TICKET_FIELD = "5|", "10|", "said|", "ticket_key"


class FormsAnswers(Importer):
    """One row a response; each question that is answered on a scale becomes an answer."""

    id: ClassVar[str] = "forms.csat"
    system: ClassVar[str] = "Microsoft Forms"
    kind: ClassVar[str] = "survey"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "survey_response"
    key: ClassVar[tuple[str, ...]] = _KEY
    hashed: ClassVar[bool] = False
    source: ClassVar[str] = "forms"
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Stamp("taken_at", _END, required=True),
        Name("mail", _MAIL),
        Name("name", _NAME),
    )

    def claims(self, look: Look) -> bool:
        """The four columns that stand before every form's questions."""
        return (
            look.has("id")
            and look.count(*_START) > 0
            and look.count(*_END) > 0
            and look.count(*_MAIL, *_NAME) > 0
        )

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """Scores, the ticket's number and comments, told apart by what was answered."""
        asked = [name for name in dict.fromkeys(look.header) if name and name not in _AROUND]
        columns = {column.field: column for column in (_question(look, name) for name in asked)}
        return (*self.columns, *columns.values())

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Answers; a response may hold several, so lines are not counted as records."""
        del fields
        return {"survey_response": Plan("survey_response", _FIELDS, self.key, counted=False)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """One answer a scored question; comments go with the first."""
        return _Responses(self.source, fields, self.plans(fields), desk)


class _Responses(Spread):
    def __init__(
        self, source: str, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk
    ) -> None:
        super().__init__(fields, plans, desk, self.response)
        self._source = source
        self._survey = "ticket" if _TICKET_FIELD in fields else "stakeholder"
        self._scored = [name for name in fields if name.startswith((_MARK_FIVE, _MARK_TEN))]
        self._said = [name for name in fields if name.startswith(_SAID)]
        self._off_scale = 0

    def response(self, values: Values) -> Iterator[tuple[str, Values]]:
        """The answers of one response; a row of headings is none."""
        if values.get("key") is None:
            return
        said = "\n".join(str(values[name]) for name in self._said if values[name] is not None)
        given = [name for name in self._scored if values[name] is not None]
        for place, name in enumerate(given):
            answer = self._about(values, name.partition("|")[2])
            answer |= self._scores(str(values[name]), TEN if name.startswith(_MARK_TEN) else FIVE)
            answer["comment"] = said or None if place == 0 else None
            yield "survey_response", answer
        if said and not given:
            yield "survey_response", self._about(values, "") | {"comment": said}

    def end(self) -> Iterator[Chunk]:
        """Remarks."""
        if not self._scored:
            self._desk.warn("No question is answered on a scale, so the answers hold no scores.")
        if self._off_scale:
            self._desk.warn(
                f"{counted(self._off_scale, 'answer')} not on the scale of the question; "
                "kept without a score."
            )
        yield from ()

    def _scores(self, raw: str, scale: float) -> Values:
        points = points_of(raw)
        if points is None or points > scale:
            self._off_scale += 1
            return {"score_raw": raw, "scale_max": scale, "score": None}
        return {"score_raw": raw, "scale_max": scale, "score": score_of(points, scale, raw)}

    def _about(self, values: Values, question: str) -> Values:
        """Who said it, when, and about what."""
        who = values.get("mail")
        if who is None or str(who).casefold() in _ANONYMOUS:
            who = values.get("name")
        return {
            "source": self._source,
            "key": f"{values['key']}|{values.get('taken_at')}|{question}",
            "survey": self._survey,
            "ticket_key": values.get(_TICKET_FIELD),
            "respondent": who,
            "taken_at": values.get("taken_at"),
            "question": question[:1].upper() + question[1:] or None,
            "updated_at": values.get("taken_at"),
        }


class SurveyMonkeyAnswers(FormsAnswers):
    """The same out of SurveyMonkey, whose second row says what kind of answer each column holds."""

    id: ClassVar[str] = "surveymonkey.csat"
    system: ClassVar[str] = "SurveyMonkey"
    source: ClassVar[str] = "surveymonkey"
    columns: ClassVar[tuple[Column, ...]] = (
        Identifier("key", ("respondent id",)),
        Stamp("taken_at", ("end date",), required=True),
        Name("mail", ("email address",)),
        Name("name", ("last name",)),
    )

    def claims(self, look: Look) -> bool:
        """What stands before every survey's questions."""
        return look.has("respondent id", "collector id", "end date")

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """Told apart by the answers, without the row of kinds."""
        place = look.header.index("respondent id") if look.has("respondent id") else 0
        answers = tuple(row for row in look.sample if len(row) > place and row[place].strip())
        return super().columns_for(replace(look, sample=answers))


class SurveyList(Importer):
    """The plain list: one row an answer, with its scale."""

    id: ClassVar[str] = "survey.list"
    system: ClassVar[str] = "Survey"
    kind: ClassVar[str] = "survey"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "survey_response"
    key: ClassVar[tuple[str, ...]] = _KEY
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Name("ticket_key", ("ticket_key",)),
        Name("respondent", ("respondent",)),
        Stamp("taken_at", ("taken_at",), required=True),
        Name("question", ("question",)),
        Raw("score_raw", ("score",), required=True),
        Number("scale_max", ("scale_max",)),
        Text("comment", ("comment",)),
    )

    def claims(self, look: Look) -> bool:
        """Its own header: a score with a time, of a ticket or a respondent."""
        return (
            look.has("taken_at", "score")
            and look.count("ticket_key", "respondent") > 0
            and not any(name.startswith("tower.") for name in look.header)
        )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Answers."""
        del fields
        return {"survey_response": Plan("survey_response", _FIELDS, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Scores each row."""
        return Spread(fields, self.plans(fields), desk, _listed)


def _listed(values: Values) -> Iterator[tuple[str, Values]]:
    raw = str(values.get("score_raw") or "")
    points = points_of(raw)
    if points is None:
        raise BadValueError(f"{short(raw) or 'An empty score'} can't be read as a score")
    scale = values.get("scale_max")
    if not isinstance(scale, float):
        if raw[:1].isdigit():
            raise BadValueError(f"A score of {short(raw)} means nothing without its scale_max")
        scale = FIVE
    named = (values.get(name) for name in ("ticket_key", "respondent", "question", "taken_at"))
    yield (
        "survey_response",
        values
        | {
            "source": "survey",
            "key": "|".join(str(part if part is not None else "") for part in named),
            "survey": "ticket" if values.get("ticket_key") is not None else "stakeholder",
            "scale_max": scale,
            "score": score_of(points, scale, raw),
            "updated_at": values.get("taken_at"),
        },
    )


def _question(look: Look, name: str) -> Column:
    cells = look.values(name)
    if cells and _ABOUT_TICKET.search(name) and look.matches(name, _TICKET) == 1:
        return Name(_TICKET_FIELD, (name,))
    scale = scale_of(name, cells)
    if scale is None:
        return Text(_SAID + name, (name,))
    return Raw((_MARK_TEN if scale == TEN else _MARK_FIVE) + name, (name,))
