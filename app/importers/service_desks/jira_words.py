"""What Jira calls its columns and values, in the languages that exports were seen in (FORMATS §2).

Site languages: English, Portuguese (Brazil), Spanish, German, French. Names are canonical.
"""

from functools import lru_cache

from app.models.records import Value

HEADERS: dict[str, tuple[str, ...]] = {
    "key": ("issue key", "work item key", "chave da item", "chave do item", "chave",
            "clave de incidencia", "clave de la incidencia", "clave de actividad", "clave",
            "vorgangsschlüssel", "vorgangs-key", "schlüssel", "clé de ticket", "clé du ticket",
            "clé de demande", "clé"),
    "source_id": ("issue id", "work item id", "id da item", "id do item", "id de la incidencia",
                  "id de incidencia", "id de la actividad", "vorgangs-id", "id de ticket",
                  "id du ticket", "id de demande"),
    "title": ("summary", "resumo", "resumen", "zusammenfassung", "résumé"),
    "description": ("description", "descrição", "descripción", "beschreibung"),
    "issue_type": ("issue type", "work type", "tipo de item", "tipo do item", "tipo de problema",
                   "tipo de incidencia", "tipo de actividad", "vorgangstyp", "vorgangsart",
                   "type de ticket", "type de demande"),
    "state_raw": ("status", "estado", "état", "statut"),
    "status_category": ("status category", "categoria do status", "categoria de status",
                        "categoría de estado", "categoría del estado", "statuskategorie",
                        "catégorie d'état", "catégorie de statut", "catégorie d’état"),
    "category_changed_at": ("status category changed", "categoria do status alterada",
                            "categoría de estado cambiada", "statuskategorie geändert",
                            "catégorie d'état modifiée"),
    "priority": ("priority", "prioridade", "prioridad", "priorität", "priorité"),
    "resolution_code": ("resolution", "resolução", "resolución", "lösung", "résolution"),
    "assignee": ("assignee", "responsável", "responsable", "persona asignada", "asignado a",
                 "bearbeiter", "zugewiesene person", "zugewiesen an", "personne assignée",
                 "attribution"),
    "caller": ("reporter", "relator", "informador", "informante", "autor", "rapporteur"),
    "opened_by": ("creator", "criador", "creador", "ersteller", "créateur"),
    "opened_at": ("created", "criado", "criado(a)", "criada", "creada", "creado",
                  "fecha de creación", "erstellt", "création", "créé", "créée", "créé(e)"),
    "updated_at": ("updated", "atualizado(a)", "atualizado", "atualizada", "actualizada",
                   "actualizado", "aktualisiert", "mise à jour", "mis à jour", "mis(e) à jour"),
    "resolved_at": ("resolved", "resolvido", "resolvido(a)", "resolvida", "resuelta", "resuelto",
                    "erledigt", "gelöst", "résolu", "résolue", "résolu(e)"),
    "due_at": ("due date", "data limite", "data de entrega", "fecha de vencimiento",
               "fälligkeitsdatum", "fällig am", "date d'échéance", "échéance"),
    "labels": ("labels", "etiquetas", "rótulos", "categorias", "stichwörter", "stichworte",
               "étiquettes"),
    "components": ("components", "component/s", "componentes", "componente(s)", "komponenten",
                   "komponente(n)", "composants"),
    "parent_key": ("parent key", "chave pai", "clave principal", "übergeordneter schlüssel",
                   "clé parente"),
    "comments": ("comment", "comentar", "comentário", "comentario", "kommentar", "commentaire"),
    "rating": ("satisfaction rating", "satisfaction", "classificação de satisfação",
               "calificación de satisfacción", "zufriedenheitsbewertung",
               "évaluation de la satisfaction"),
}  # fmt: skip

CUSTOM: dict[str, tuple[str, ...]] = {
    "affected": ("affected services", "serviços afetados", "servicios afectados",
                 "betroffene services", "services concernés"),
    "ci": ("affected assets", "assets", "affected hardware", "affected ci", "configuration item"),
    "category": ("request type", "customer request type", "tipo de solicitação",
                 "tipo de solicitud", "anfragetyp", "type de demande"),
    "subcategory": ("category", "incident category", "operational categorization"),
    "assignment_group": ("assignment group", "support group", "team", "responsible team"),
    "channel": ("source", "request channel type", "channel"),
    "company": ("organizations", "organizações", "organizaciones", "organisationen"),
    "severity": ("severity", "severidade", "gravedad", "schweregrad", "gravité"),
    "impact": ("impact", "impacto", "auswirkung"),
    "urgency": ("urgency", "urgência", "urgencia", "dringlichkeit", "urgence"),
    "root_cause": ("root cause", "causa raiz", "causa raíz", "grundursache", "ursache",
                   "cause racine"),
    "workaround": ("workaround", "solução alternativa", "solución alternativa"),
    "major": ("major incident",),
    "first_response_at": ("[chart] date of first response",),
    "rated_at": ("satisfaction date", "data de satisfação", "fecha de satisfacción"),
    "planned_start_at": ("change start date", "planned start date", "planned start"),
    "planned_end_at": ("change completion date", "change end date", "planned end date",
                       "planned end"),
    "actual_start_at": ("actual start",),
    "actual_end_at": ("actual end",),
    "type": ("change type",),
    "risk": ("change risk",),
    "justification": ("change reason",),
    "implementation_plan": ("implementation plan",),
    "backout_plan": ("backout plan",),
    "test_plan": ("test plan",),
}  # fmt: skip
"""Custom fields by the name that the site shows, without the wrapper around it."""

PRIORITIES: dict[str, Value] = {
    "highest": 1, "blocker": 1, "p1": 1, "p0": 1, "high": 2, "critical": 2, "p2": 2, "medium": 3,
    "major": 3, "p3": 3, "low": 4, "minor": 4, "p4": 4, "lowest": 5, "trivial": 5, "p5": 5,
    "mais alta": 1, "altíssima": 1, "alta": 2, "média": 3, "baixa": 4, "mais baixa": 5,
    "baixíssima": 5, "la más alta": 1, "más alta": 1, "media": 3, "medio": 3, "baja": 4,
    "la más baja": 5, "más baja": 5, "am höchsten": 1, "höchste": 1, "hoch": 2, "mittel": 3,
    "niedrig": 4, "am niedrigsten": 5, "niedrigste": 5, "la plus haute": 1, "la plus élevée": 1,
    "haute": 2, "élevée": 2, "moyenne": 3, "moyen": 3, "basse": 4, "faible": 4,
    "la plus basse": 5, "la plus faible": 5,
}  # fmt: skip

IMPACTS: dict[str, Value] = {
    "extensive / widespread": 1, "significant / large": 2, "moderate / limited": 3,
    "minor / localized": 4, "critical": 1, "high": 2, "medium": 3, "low": 4,
}  # fmt: skip
URGENCIES: dict[str, Value] = {"critical": 1, "high": 2, "medium": 3, "low": 4}

_INCIDENT = ("incident", "incidente", "incidencia", "vorfall", "störung", "incidência")
_PROBLEM = ("problem", "problema", "problème")
_CHANGE = ("change", "mudança", "alteração", "cambio", "änderung", "changement", "modification")
_REQUEST = (
    "service request", "request", "it help", "get it help", "support", "question", "access",
    "solicitação", "requisição", "solicitud", "petición", "serviceanfrage", "service-anfrage",
    "anfrage", "demande", "extrequest",
)  # fmt: skip


@lru_cache(maxsize=2_000)
def kind_of(issue_type: Value) -> str:
    """incident, problem, change, request …, and case for every other type of issue."""
    words = str(issue_type or "").casefold().removeprefix("[system]").strip()
    first = words.split(" ")[0]
    if first in _INCIDENT:
        return "incident"
    if first in _PROBLEM:
        return "problem"
    if first in _CHANGE:
        return "change_task" if words.endswith("task") else "change"
    if words.startswith(_REQUEST) or words.endswith(("request", " solicitud", " demande")):
        return "request"
    if words.endswith("incident"):
        return "security_incident" if "security" in words else "incident"
    return "case"
