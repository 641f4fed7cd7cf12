"""Exports with labels and choices in another language; the leading digit and numbers decide."""

import pytest

from app.importers import IMPORTERS
from app.importers.base import look_at
from app.importers.servicenow.labels import ENGLISH
from app.importers.servicenow.tables import english
from app.importers.sheets import open_sheet
from app.models.records import Options
from tests.importers.making import tickets, write

LISTS = {
    "de": (
        "Nummer;Geöffnet;Kurzbeschreibung;Anrufer;Priorität;Status;Zuweisungsgruppe",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Hoch;In Bearbeitung;Netz",
    ),
    "fr": (
        "Numéro;Ouvert;Description courte;Appelant;Priorité;État;Groupe d'affectation",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Élevée;En cours;Netz",
    ),
    "es": (
        "Número;Abierto;Breve descripción;Solicitante;Prioridad;Estado;Grupo de asignación",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Alta;En curso;Netz",
    ),
    "pt": (
        "Número;Criado em;Descrição resumida;Chamador;Prioridade;Status;Grupo de atribuição",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Alta;Em Andamento;Netz",
    ),
    "it": (
        "Numero;Aperto;Breve descrizione;Chiamante;Priorità;Stato;Gruppo di assegnazione",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Alta;In corso;Netz",
    ),
    "nl": (
        "Nummer;Geopend;Korte omschrijving;Aanvrager;Prioriteit;Status;Toewijzingsgroep",
        "INC0060001;2026-03-02 08:15:00;Drucker;J. Winter;2 - Hoog;In behandeling;Netz",
    ),
}
EXPECTED = {
    "key": "INC0060001", "opened_at": 1772439300, "title": "Drucker", "caller": "J. Winter",
    "priority": 2, "state": "in_progress", "assignment_group": "Netz",
}  # fmt: skip


def look(tmp_path, *lines: str):
    sheet, _ = open_sheet(write(tmp_path, "list.csv", "\n".join(lines) + "\n"), Options())
    return look_at(sheet, 0)


@pytest.mark.parametrize("language", LISTS)
def test_a_list_in_another_language_reads_as_in_english(tmp_path, language):
    path = write(tmp_path, "list.csv", "\n".join(LISTS[language]) + "\n")
    reading, rows = tickets(path)
    assert reading.recognised.format == "servicenow.incident"
    assert {name: rows[0][name] for name in EXPECTED} == EXPECTED
    assert reading.warnings == []


@pytest.mark.parametrize(
    ("number", "format_id"),
    [("INC0060001", "incident"), ("PRB0060001", "problem"), ("RITM0060001", "request_item"),
     ("CTASK0060001", "change_task"), ("SIR0060001", "security_incident")],
)  # fmt: skip
def test_the_numbers_say_which_table_it_is_whatever_their_column_is_called(
    tmp_path, number, format_id
):
    header = "Angelegt;Vorgang;Kurzbeschreibung;Priorität;Status"
    rows = [f"2026-03-02 08:15:0{n};{number[:-1]}{n};Drucker;3 - Mittel;Neu" for n in (1, 2)]
    path = write(tmp_path, "list.csv", "\n".join([header, *rows]) + "\n")
    reading, found = tickets(path)
    assert reading.recognised.format == f"servicenow.{format_id}"
    assert [row["key"] for row in found] == [f"{number[:-1]}1", f"{number[:-1]}2"]
    assert {row["state"] for row in found} == {"new"}


def test_repeated_numbers_are_references_and_no_key(tmp_path):
    lines = ["Vorgang;Kurzbeschreibung;Priorität;Status", *["INC0060001;a;3 - Mittel;Neu"] * 2]
    assert not any(importer.claims(look(tmp_path, *lines)) for importer in IMPORTERS)


def test_an_english_list_is_not_translated(tmp_path):
    seen = look(tmp_path, "number,status,type,local", "INC0060001,New,x,y")
    assert english(seen) is seen


def test_unknown_words_stay_and_are_counted(tmp_path):
    header, line = LISTS["de"]
    path = write(tmp_path, "list.csv", f"{header}\n{line.replace('In Bearbeitung', 'Parkend')}\n")
    reading, rows = tickets(path)
    assert (rows[0]["state"], rows[0]["state_raw"]) == ("unknown", "Parkend")
    assert reading.warnings == ["“Parkend” in Status is not a value that is known here (1 row)."]


def test_no_label_is_at_once_english_and_foreign():
    assert not set(ENGLISH) & set(ENGLISH.values())
    assert all(label == label.casefold() == label.strip() for label in ENGLISH)


@pytest.mark.parametrize(("yes", "no"), [("WAHR", "FALSCH"), ("Verdadeiro", "Falso"), ("1", "0")])
def test_yes_and_no_as_a_spreadsheet_in_another_language_writes_them(tmp_path, yes, no):
    lines = ["number,opened_at,made_sla", *(
        f"INC006000{n},2026-03-02 08:15:00,{word}" for n, word in enumerate((yes, no, ""), 1)
    )]  # fmt: skip
    _, rows = tickets(write(tmp_path, "list.csv", "\n".join(lines) + "\n"))
    assert [row["made_sla"] for row in rows] == [True, False, None]
