"""GLPI tickets: a search list as CSV, in the labels of the user's language (FORMATS §29)."""

from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Choice, Column, Key, Level, Name, Raw, Stamp, Text
from app.importers.service_desks.scores import FIVE, points_of
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan, Value

_TITLE = ("title", "titre", "titel", "título")
_STATUS = ("status", "statut", "estado")
_OPENED = ("opening date", "date d'ouverture", "date d’ouverture", "eröffnungsdatum",
           "fecha de apertura", "data de abertura")  # fmt: skip
_PRIORITY = ("priority", "priorité", "priorität", "prioridad", "prioridade")
_TELLING = (
    "last update", "requester", "requester - requester", "assigned to - technician", "technician",
    "dernière modification", "demandeur", "demandeur - demandeur", "attribué à - technicien",
    "technicien", "letzte änderung", "antragsteller", "antragsteller - antragsteller",
    "zugewiesen an - techniker", "techniker", "última actualización", "solicitante",
    "solicitante - solicitante", "asignado a - técnico", "última atualização", "requerente",
    "requerente - requerente", "atribuído - técnico", "atribuído a - técnico", "técnico",
)  # fmt: skip
_STATES: dict[str, Value] = {
    "1": "new", "2": "in_progress", "3": "in_progress", "4": "on_hold", "5": "resolved",
    "6": "closed",
    "new": "new", "nouveau": "new", "neu": "new", "nuevo": "new", "novo": "new",
    "pending": "on_hold", "en attente": "on_hold", "wartend": "on_hold", "en espera": "on_hold",
    "pendente": "on_hold", "solved": "resolved", "résolu": "resolved", "gelöst": "resolved",
    "resuelto": "resolved", "solucionado": "resolved", "closed": "closed", "clos": "closed",
    "geschlossen": "closed", "cerrado": "closed", "fechado": "closed",
}  # fmt: skip
_WORKED_ON = (
    ("processing", "in_progress"), ("en cours", "in_progress"), ("in bearbeitung", "in_progress"),
    ("en curso", "in_progress"), ("em atendimento", "in_progress"),
)  # fmt: skip
_RANKS: dict[str, Value] = {
    "major": 1, "very high": 1, "high": 2, "medium": 3, "low": 4, "very low": 5,
    "majeure": 1, "très haute": 1, "haute": 2, "moyenne": 3, "basse": 4, "très basse": 5,
    "sehr hoch": 1, "hoch": 2, "mittel": 3, "niedrig": 4, "sehr niedrig": 5, "schwerwiegend": 1,
    "mayor": 1, "muy alta": 1, "alta": 2, "mediana": 3, "media": 3, "baja": 4, "muy baja": 5,
    "crítica": 1, "muito alta": 1, "média": 3, "baixa": 4, "muito baixa": 5,
}  # fmt: skip
_ANSWER = (
    "source", "key", "survey", "ticket_key", "respondent", "taken_at", "question", "score_raw",
    "scale_max", "score", "updated_at",
)  # fmt: skip
_REQUESTS = ("request", "demande", "anfrage", "requerimiento", "solicitud", "requisição")


class GlpiTickets(Importer):
    """One row a ticket; several people or groups stand on lines of one cell."""

    id: ClassVar[str] = "glpi.tickets"
    system: ClassVar[str] = "GLPI"
    kind: ClassVar[str] = "incident"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "ticket"
    key: ClassVar[tuple[str, ...]] = ("source", "kind", "key")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("id",)),
        Text("title", _TITLE),
        Text("description", ("description", "descripción", "descrição", "beschreibung")),
        Choice("state", _STATUS, choices=_STATES, starts=_WORKED_ON, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", _STATUS),
        Level("priority", _PRIORITY, choices=_RANKS),
        Raw("priority_raw", _PRIORITY),
        Raw("type", ("type", "typ", "tipo")),
        Name("category", ("category", "catégorie", "kategorie", "categoría", "categoria")),
        Name("company", ("entity", "entité", "einheit", "entidad", "entidade")),
        Name("location", ("location", "locations", "lieu", "lieux", "standort",
                          "localización", "localização")),
        Name("ci", ("associated elements", "associated items", "éléments associés",
                    "zugehörige elemente", "elementos asociados")),
        Name("caller", ("requester - requester", "requester", "demandeur - demandeur",
                        "demandeur", "antragsteller - antragsteller", "antragsteller",
                        "solicitante - solicitante", "solicitante",
                        "requerente - requerente", "requerente")),
        Name("assignee", ("assigned to - technician", "technician", "attribué à - technicien",
                          "technicien", "zugewiesen an - techniker", "techniker",
                          "asignado a - técnico", "atribuído - técnico", "atribuído a - técnico",
                          "técnico")),
        Name("assignment_group", ("assigned to - technician group", "technician group",
                                  "attribué à - groupe de techniciens",
                                  "groupe de techniciens", "zugewiesen an - technikergruppe",
                                  "asignado a - grupo de técnicos",
                                  "atribuído - grupo técnico")),
        Name("channel", ("request source", "source de la demande", "anfragequelle",
                         "origen de la solicitud", "origem da requisição")),
        Stamp("opened_at", _OPENED),
        Stamp("resolved_at", ("resolution date", "date de résolution", "lösungsdatum",
                              "fecha de resolución", "fecha de solución", "data da solução")),
        Stamp("closed_at", ("closing date", "date de clôture", "schließungsdatum",
                            "abschlussdatum", "fecha de cierre", "data de fechamento")),
        Stamp("due_at", ("time to resolve", "due date", "temps de résolution",
                         "date d'échéance", "lösungszeit", "tiempo de solución",
                         "tempo para solução")),
        Stamp("updated_at", ("last update", "dernière modification", "letzte änderung",
                             "letzte aktualisierung", "última actualización",
                             "última atualização")),
        Raw("stars", ("satisfaction survey - satisfaction",
                      "enquête de satisfaction - satisfaction",
                      "zufriedenheitsumfrage - zufriedenheit",
                      "encuesta de satisfacción - satisfacción",
                      "pesquisa de satisfação - satisfação")),
        Stamp("taken_at", ("satisfaction survey - response date",
                           "enquête de satisfaction - date de réponse",
                           "enquête de satisfaction - date de réponse à l'enquête")),
        Text("resolution_notes", ("solution", "solution - solution", "lösung", "solución",
                                  "solução")),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """A number, a title, a status and an opening date in one language's words."""
        return (
            look.has("id")
            and look.count(*_TITLE) > 0
            and look.count(*_STATUS) > 0
            and look.count(*_OPENED) > 0
            and look.count(*_TELLING) > 0
        )

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Tickets; the type becomes their kind."""
        own = tuple(field for field in fields if field not in {"type", "stars", "taken_at"})
        plans = {"ticket": Plan("ticket", ("source", "kind", *own), self.key)}
        if "stars" in fields:
            key = ("source", "key")
            plans["survey_response"] = Plan("survey_response", _ANSWER, key, counted=False)
        return plans

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Tidies numbers and lists."""
        return Spread(fields, self.plans(fields), desk, _ticket)


def _ticket(values: Values) -> Iterator[tuple[str, Values]]:
    words = str(values.get("type") or "").casefold()
    kind = "request" if words == "2" or words.startswith(_REQUESTS) else "incident"
    listed: Values = {
        name: ";".join(filter(None, map(str.strip, str(values[name]).splitlines())))
        for name in ("caller", "assignee", "assignment_group", "ci")
        if values.get(name) is not None
    }
    key = "".join(str(values["key"]).split())
    yield "ticket", values | listed | {"source": "glpi", "kind": kind, "key": key}
    stars = str(values.get("stars") or "")
    points = points_of(stars)
    if points is not None and points <= FIVE:
        yield (
            "survey_response",
            {
                "source": "glpi",
                "key": key,
                "survey": "ticket",
                "ticket_key": key,
                "respondent": listed.get("caller"),
                "taken_at": values.get("taken_at"),
                "question": "Satisfaction",
                "score_raw": stars,
                "scale_max": FIVE,
                "score": points / FIVE,
                "updated_at": values.get("updated_at"),
            },
        )
