"""What the import screen knows of its files, without Qt."""

from pathlib import Path

from app.models.records import Options
from app.views.importing import basket
from app.views.importing.basket import Entry
from tests.views import samples_frame as samples

A, B = Path("a.csv"), Path("b.csv")


def checked(path, *results):
    return basket.checked((Entry(path),), path, samples.report(*results))[0]


def test_files_are_added_once_and_imported_ones_start_anew():
    entries = basket.add((), (A, B, A))
    assert [entry.path for entry in entries] == [A, B]
    assert basket.add(entries, (B,)) == entries
    done = basket.imported(entries, A, samples.report(samples.result()))
    again = basket.add(done, (A,))
    assert [(entry.path, entry.state) for entry in again] == [(B, "waiting"), (A, "waiting")]


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
    assert len(folder.rejects) == 2


def test_an_answer_becomes_an_option_and_asks_for_a_new_dry_run():
    entry = checked(A, samples.question())
    for option, value, field in (
        ("--timezone", "Europe/London", "timezone"),
        ("--date-order", "dmy", "date_order"),
        ("--scope", "delta", "scope"),
    ):
        new = basket.answered(entry, option, value)
        assert (new.state, new.results) == ("waiting", ())
        assert getattr(new.options, field) == value
    assert entry.options == Options()


def test_a_refused_import_stays_open():
    after = basket.imported((Entry(A),), A, samples.report(samples.refused()))
    assert after[0].state == "checked"


def glyphs(entries):
    return [glyph for glyph, _title, _words in basket.steps(entries)]


def test_steps_follow_the_files():
    assert glyphs(()) == ["half", "ring", "ring", "ring", "ring"]
    assert glyphs((Entry(A),)) == ["met", "ring", "ring", "ring", "ring"]
    asking = checked(A, samples.question())
    assert glyphs((asking,)) == ["met", "met", "half", "ring", "ring"]
    ready = checked(A, samples.result())
    assert glyphs((ready,)) == ["met", "met", "met", "risk", "half"]
    refused = checked(A, samples.refused())
    assert glyphs((refused,))[1] == "risk"
    done = basket.imported((ready,), A, samples.report(samples.result()))
    assert glyphs(done)[-1] == "met"


def test_the_sum_says_the_most_pressing_thing():
    ready = checked(A, samples.result(rejected=0))
    asking = checked(B, samples.question())

    def words(*entries, busy=False, read_only=""):
        return basket.summary(entries, busy=busy, read_only=read_only)

    assert words() == ("Choose files to begin", "ring")
    assert words(ready)[1] == "met"
    assert words(ready, asking) == (
        "1 file needs a decision; the others can be imported now",
        "risk",
    )
    assert words(asking, asking)[0] == "2 files need a decision"
    assert "6 rows will be left out" in words(checked(A, samples.result()))[0]
    assert words(ready, busy=True)[1] == "half"
    assert words(ready, read_only="The folder is read-only.")[0].startswith("The folder is")
    assert words(checked(A, samples.refused()))[1] == "breach"
