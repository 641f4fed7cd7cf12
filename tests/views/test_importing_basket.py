"""What the import screen knows of its files, without Qt."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.records import Options
from app.views.importing import basket, deciding, steps
from app.views.importing.basket import Entry
from app.views.importing.dry_run import also_words, most_changed
from app.views.importing.mapping import share_words
from app.views.importing.problems import lines_of
from tests.views import samples_frame as samples
from tests.views import samples_importing as wizard

A, B = Path("a.csv"), Path("b.csv")


def checked(path, *results):
    return basket.checked(Entry(path), samples.report(*results))


def test_files_are_added_once_and_imported_ones_start_anew():
    entries = basket.add((), (A, B, A))
    assert [entry.path for entry in entries] == [A, B]
    assert basket.add(entries, (B,)) == entries
    done = basket.at(entries, A, lambda e: basket.imported(e, samples.report(samples.result())))
    again = basket.add(done, (A,))
    assert [(entry.path, entry.state) for entry in again] == [(B, "waiting"), (A, "waiting")]


def test_a_folder_gives_its_files_unless_a_manifest_or_nothing_is_in_it(tmp_path):
    plain, told, empty = (tmp_path / name for name in ("plain", "told", "empty"))
    for folder in (plain, told, empty):
        folder.mkdir()
    for name in ("b.csv", "a.csv", ".hidden"):
        (plain / name).write_text("x", "utf-8")
    (told / basket.MANIFEST).write_text("{}", "utf-8")
    (told / "c.csv").write_text("x", "utf-8")
    paths = basket.spread((plain, told, empty, plain / "a.csv"))
    assert paths == (plain / "a.csv", plain / "b.csv", told, empty)


def test_glyph_and_words_say_how_a_file_is():
    assert (Entry(A).glyph, Entry(A).words) == ("ring", "Waiting for its dry run")
    fine = checked(A, samples.result(status="imported", rejected=0))
    assert (fine.glyph, fine.words, fine.ready) == ("met", "ServiceNow · Incidents", True)
    warned = checked(A, samples.result())
    assert (warned.glyph, warned.ready) == ("risk", True)
    asking = checked(A, samples.question())
    assert (asking.glyph, asking.words, asking.ready) == ("risk", "Needs a decision", False)
    bad = checked(A, samples.refused())
    assert (bad.glyph, bad.words, bad.ready) == ("breach", "Can't be imported", False)
    folder = checked(A, samples.result(), samples.refused(), samples.result())
    assert (folder.glyph, folder.words, folder.ready) == ("risk", "Folder of 3 files", True)
    assert folder.total("rows") == 2 * 4318


def test_a_look_says_how_sure_it_is_and_what_is_open():
    entry = basket.previewed(Entry(A), wizard.seen("a.csv"))
    assert (entry.sure, entry.to_review, entry.glyph) == (0.91, 2, "risk")
    assert entry.words == "Jira Service Management · Requests"
    certain = basket.previewed(Entry(A), wizard.seen("a.csv", candidates=(), columns=()))
    assert (certain.sure, certain.glyph) == (1.0, "ring")
    broken = basket.previewed(Entry(A), wizard.seen("a.csv", trouble="a.csv is no table."))
    assert (broken.sure, broken.glyph, broken.trouble) == (None, "breach", "a.csv is no table.")


def test_a_decision_keeps_the_old_figures_but_not_the_leave_to_import():
    entry = basket.decided(checked(A, samples.result()), Options(timezone="UTC"))
    assert (entry.ready, entry.total("new"), entry.state) == (False, 1204, "waiting")
    assert steps.steps((entry,), entry)[4][2] == "6 left out"
    asked = basket.decided(checked(A, samples.question()), Options(timezone="UTC"))
    assert asked.decision is None


@pytest.mark.parametrize(
    ("option", "value", "field", "kept"),
    [
        ("--timezone", "Europe/London", "timezone", "Europe/London"),
        ("--date-order", "dmy", "date_order", "dmy"),
        ("scope", "delta", "scope", "delta"),
        ("quotes", "", "quotes", None),
        ("header_row", 3, "header_row", 3),
    ],
)
def test_an_answer_becomes_an_option(option, value, field, kept):
    assert getattr(deciding.decide(Options(), option, value), field) == kept


def test_another_format_or_header_forgets_what_hung_on_the_old_one():
    given = Options(format="a", header_row=1, mapping=(("X", "key"),), choices=(("p", "P?", "P4"),))
    assert deciding.decide(given, "format", "a") == given
    for option, value in (("format", "b"), ("header_row", 2)):
        new = deciding.decide(given, option, value)
        assert (new.mapping, new.choices) == ((), ())
    assert deciding.decide(given, "encoding", "cp1252").mapping == given.mapping


def test_a_field_moves_to_the_column_it_is_chosen_for():
    one = deciding.map_column(Options(), wizard.COLUMNS, "Labels", "impact")
    assert dict(one.mapping) == {"Custom field 10217": "", "Labels": "impact"}
    none = deciding.map_column(one, wizard.COLUMNS, "Labels", "")
    assert dict(none.mapping) == {"Custom field 10217": "", "Labels": ""}


def test_values_and_rules_are_decided_once_and_taken_back():
    one = deciding.choose_value(Options(), "priority", "P?", "P4")
    assert one.choices == (("priority", "P?", "P4"),)
    assert deciding.choose_value(one, "priority", "P?", "P3").choices[0][2] == "P3"
    assert deciding.choose_value(one, "priority", "P?", "").choices == ()
    two = deciding.rule(deciding.rule(Options(), "ragged", "fill"), "ragged", "reject")
    assert two.rules == (("ragged", "reject"),)


def glyphs(entry, *others):
    entries = tuple(one for one in (entry, *others) if one is not None)
    return [glyph for glyph, _title, _words in steps.steps(entries, entry)]


def test_steps_follow_the_files():
    assert glyphs(None) == ["half", "ring", "ring", "ring", "ring", "ring"]
    assert glyphs(Entry(A)) == ["met", "ring", "ring", "ring", "ring", "ring"]
    asking = checked(A, samples.question())
    assert glyphs(asking) == ["met", "met", "ring", "risk", "ring", "ring"]
    ready = checked(A, samples.result())
    assert glyphs(ready) == ["met", "met", "ring", "met", "risk", "ring"]
    assert glyphs(checked(A, samples.refused()))[1] == "risk"
    done = basket.imported(ready, samples.report(samples.result()))
    assert glyphs(done)[-1] == "met"
    looked = basket.previewed(ready, wizard.seen("a.csv"))
    told = [words for _glyph, _title, words in steps.steps((looked,), looked)]
    assert told[2:5] == ["2 to review", "2 unusual", "6 left out"]


def test_a_file_is_looked_at_first_where_it_has_a_question():
    assert steps.first_step(None) == steps.FILES
    assert steps.first_step(basket.previewed(Entry(A), wizard.seen("a"))) == steps.MAP
    zone = wizard.seen("a", zone_confidence="open")
    assert steps.first_step(basket.previewed(Entry(A), zone)) == steps.DATES
    named = wizard.seen("a", Options(format="jira-issue"), claimed=False)
    assert steps.first_step(basket.previewed(Entry(A), named)) == steps.MAP
    guess = basket.previewed(Entry(A), wizard.seen("a", claimed=False))
    assert steps.first_step(guess) == steps.DETECT
    assert steps.first_step(checked(A, samples.refused())) == steps.DETECT


def test_the_sum_says_the_most_pressing_thing():
    ready = checked(A, samples.result(rejected=0))
    asking = checked(B, samples.question())

    def words(*entries, busy=False, read_only=""):
        return steps.summary(entries, busy=busy, read_only=read_only)

    assert words() == ("Choose files to begin", "ring")
    assert words(ready)[1] == "met"
    assert words(ready, asking) == (
        "1 file needs a decision; the others can be imported now",
        "risk",
    )
    assert words(asking, asking)[0] == "2 files need a decision"
    assert "6 rows left out" in words(checked(A, samples.result()))[0]
    assert words(ready, busy=True)[1] == "half"
    assert words(ready, read_only="the file may only be read.")[0] == (
        "Read-only: the file may only be read. Nothing can be imported."
    )
    refused = checked(B, samples.refused())
    assert words(refused)[1] == "breach"
    assert words(ready, refused)[0] == "1 file ready, 1 can't be imported; step 2 says why"
    done = basket.imported(ready, samples.report(*ready.results))
    assert words(done, refused)[0] == "1 file imported; 1 can't be, step 2 says why"
    assert words(done)[0] == "Everything is imported"
    full = replace(ready, results=wizard.counted("a.csv").files, seen=wizard.seen("a.csv"))
    assert words(full)[0] == (
        "2 columns to review, 36 rows with a problem, 6 of them left out; "
        "you can import now and fix later"
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [(1, "100%"), (0.999, "99%"), (0.82, "82%"), (0.001, "1%"), (0, "0%")],
)
def test_only_a_whole_column_reads_as_100_percent(share, words):
    assert share_words(share) == words


def test_the_dry_run_in_words():
    entry = replace(Entry(A), results=wizard.counted("a").files, seen=wizard.seen("a"))
    assert most_changed(entry) == "State 1,902 · Assignee 1,344 · Priority 118 · 1 more field"
    more = checked(A, samples.result(by_kind=(("ci", 12), ("change_ci", 1), ("sla", 0))))
    assert also_words(more) == "12 CIs, 1 link to a CI"
    parts = (
        samples.result(by_kind=(("ci", 1200), ("change_ci", 1)), new_by_kind=(("ci", 1000),)),
        samples.result(by_kind=(("support_group", 1), ("ci", 2)),
                       new_by_kind=(("support_group", 0), ("ci", 2))),
    )  # fmt: skip
    assert also_words(checked(A, *parts)) == (
        "1,202 CIs (1,002 new), 1 link to a CI, 1 group (0 new)"
    )


def test_problem_lines_name_each_kind_and_each_unknown_value():
    entry = basket.previewed(Entry(A), wizard.seen("a"))
    lines = lines_of(entry)
    assert [(line.label, line.rows, line.glyph) for line in lines] == [
        ("Key is empty", 4, "breach"),
        ("Date can't be read", 2, "breach"),
        ("Team not in alias list", 27, "risk"),
        ("Repeated hour", 3, "risk"),
        ("Priority “P?”", 2, "risk"),
    ]
    ruled = basket.decided(entry, deciding.rule(entry.options, "date_unreadable", "blank"))
    assert lines_of(ruled)[1].problem.action == "blank"
    old = lines_of(checked(A, samples.result()))
    assert [(line.label, line.rows) for line in old] == [("Row can't be read", 6)]
    assert lines_of(None) == ()
