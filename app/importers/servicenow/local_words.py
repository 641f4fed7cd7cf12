"""States of tickets as other languages call them (FORMATS §1.1): German, French, Spanish ..."""

from app.models.records import Value

_STATES: dict[str, tuple[str, ...]] = {
    "new": ("neu", "nouveau", "nouvelle", "nuevo", "nueva", "novo", "nova", "nuovo", "nieuw",
            "offen", "ouvert", "abierto", "aberto", "aperto"),
    "in_progress": ("in bearbeitung", "en cours", "en cours de traitement", "en curso",
                    "en progreso", "em andamento", "em progresso", "in corso", "in lavorazione",
                    "in behandeling", "in uitvoering", "zugewiesen"),
    "on_hold": ("zurückgestellt", "in warteschleife", "in wartestellung", "wartend",
                "en attente", "en suspens", "en espera", "em espera", "suspenso", "in attesa",
                "sospeso", "in wacht", "in de wacht"),
    "resolved": ("gelöst", "résolu", "résolue", "resuelto", "resuelta", "resolvido",
                 "resolvida", "risolto", "opgelost"),
    "closed": ("geschlossen", "abgeschlossen", "fermé", "fermée", "clos", "clôturé", "cerrado",
               "cerrada", "fechado", "fechada", "encerrado", "encerrada", "chiuso", "gesloten"),
    "cancelled": ("abgebrochen", "storniert", "annulé", "annulée", "cancelado", "cancelada",
                  "annullato", "geannuleerd"),
}  # fmt: skip

LOCAL_STATES: dict[str, Value] = {word: state for state, words in _STATES.items() for word in words}

LOCAL_CHANGE_STATES: dict[str, Value] = {
    **{
        word: state
        for word, state in LOCAL_STATES.items()
        if state in {"new", "closed", "cancelled"}
    },
    **dict.fromkeys(("bewerten", "bewertung", "évaluer", "évaluation", "evaluar", "avaliar",
                     "valuta", "beoordelen"), "assess"),
    **dict.fromkeys(("autorisieren", "genehmigen", "autoriser", "autorizar", "autorizza",
                     "autoriseren"), "authorize"),
    **dict.fromkeys(("geplant", "planifié", "programmé", "programado", "planificado",
                     "agendado", "programmato", "pianificato", "gepland"), "scheduled"),
    **dict.fromkeys(("implementieren", "implementierung", "mettre en œuvre", "implémenter",
                     "implementar", "implementa", "implementeren"), "implement"),
    **dict.fromkeys(("überprüfen", "überprüfung", "réviser", "revue", "revisar", "revisión",
                     "revisão", "revisione", "evalueren"), "review"),
}  # fmt: skip

LOCAL_RISKS: dict[str, Value] = {
    **dict.fromkeys(("sehr hoch", "très élevé", "muy alto", "muito alto", "molto alto",
                     "zeer hoog"), 1),
    **dict.fromkeys(("hoch", "élevé", "alto", "hoog"), 2),
    **dict.fromkeys(("mittel", "moderat", "modéré", "moyen", "moderado", "medio", "médio",
                     "moderato", "gemiddeld"), 3),
    **dict.fromkeys(("niedrig", "gering", "faible", "bajo", "baixo", "basso", "laag"), 4),
}  # fmt: skip

LOCAL_CHANGE_TYPES: dict[str, Value] = {
    **dict.fromkeys(("estándar", "padrão", "standaard"), "standard"),
    **dict.fromkeys(("normale", "normaal"), "normal"),
    **dict.fromkeys(("notfall", "urgence", "emergencia", "emergência", "emergenza", "urgente",
                     "noodgeval", "spoed"), "emergency"),
}  # fmt: skip
