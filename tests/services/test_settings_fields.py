"""Every setting can be set: in a table of settings.toml, or as a version in the store."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.models.settings import DAY, KpiVariant, Settings
from app.services.resources import resource
from app.services.settings import load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
THRESHOLDS = {
    "at_risk_s": ("{1 = 60}", {1: 60, 2: 7200, 3: 14400, 4: 14400, 5: 14400}),
    "stale_s": ("{5 = 60}", {1: 3600, 2: 14400, 3: 259200, 4: 604800, 5: 60}),
    "reopen_window_s": ("86400", 86400),
    "fresh_limit_s": ("7200", 7200),
    "old_share_limit": ("0.3", 0.3),
    "unassigned_share_limit": ("1", 1.0),
    "wrong_priority_share_limit": ("0", 0.0),
    "net_inflow_weeks": ("5", 5),
    "emergency_lead_s": ("3600", 3600),
    "single_keys": ("false", False),
    "recompute": ("true", True),
    "recurrence_s": ("5184000", 60 * DAY),
    "desk_groups": ('[" Front office "]', ("Front office",)),
    "contact_channels": ('["phone"]', ("phone",)),
    "instant_channels": ("[]", ()),
    "not_for_desk": ('["Hardware"]', ("Hardware",)),
    "pir_days": ("{2 = 7, 3 = 20}", {1: 5, 2: 7, 3: 20}),
    "ratify_s": ("86400", 86400),
    "audit_sample": ("40", 40),
    "audit_seed": ("7", 7),
    "tier_one_target": ("99.95", 99.95),
    "flapping_n": ("5", 5),
}
TABLES = {
    "calendars": '[[calendar]]\nname = "business days"\nzone = "UTC"\nspans = ["Sat 09:00-19:00"]',
    "sla": '[[sla]]\npriority = 1\nresponse = "5m"\ncalendar = "24x7"',
    "targets": '[[target]]\nkpi = "K1"\ntarget = 3.5',
    "priority_matrix": "[priority_matrix]\nrows = [[1, 1, 1], [2, 2, 2], [3, 3, 3]]",
    "hold_reasons": '[holds]\npause_the_clock = ["awaiting_vendor"]',
    "definitions_version": "definitions_version = 4",
    "relative": '[[relative_target]]\nkpi = "K5"\nwords = "halved"\nfactor = 0.5',
    "variants": '[[variant]]\nkpi = "K6"\nvariant = "gross"\nparameters = {three_of_four = 1}\n'
    'reason = "none is barred"',
}


def given(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return load_settings("UTC", path)


def test_no_field_is_left_that_can_not_be_set():
    assert {field.name for field in fields(Settings)} == {"report_zone", *THRESHOLDS, *TABLES}


@pytest.mark.parametrize("name", THRESHOLDS)
def test_a_threshold_changes_its_own_field_alone(tmp_path, name):
    text, value = THRESHOLDS[name]
    before = load_settings("UTC")
    assert getattr(before, name) != value
    found = given(tmp_path, f"[thresholds]\n{name} = {text}")
    assert found == replace(before, **{name: value})
    assert type(getattr(found, name)) is type(getattr(before, name))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_changes_its_own_field_alone(tmp_path, name):
    before, found = load_settings("UTC"), given(tmp_path, TABLES[name])
    assert getattr(found, name) != getattr(before, name)
    assert replace(found, **{name: getattr(before, name)}) == before


def test_a_variant_of_the_file_holds_from_the_beginning(tmp_path):
    assert given(tmp_path, TABLES["variants"]).variants == (
        KpiVariant("K6", "gross", 1, None, (("three_of_four", 1.0),), "", "none is barred"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("thresholds = 3", "not a table"),
        ("[treshold]\nflapping_n = 3", "“treshold” is not a table of settings; known are calendar"),
        ("definitions_version = 0", "definitions_version: “0” is not"),
        ('[holds]\npause_the_clock = "awaiting_vendor"', "needs a list of words"),
        ('[thresholds]\ndesk_groups = "Service Desk"', "desk_groups: needs a list of words"),
        ("[thresholds]\ndesk_groups = [3]", "needs a list of words"),
        ('[thresholds]\nnot_for_desk = [" "]', "not a word of 1 to 200 letters"),
        (f"[thresholds]\nnot_for_desk = {['x'] * 501}", "501 words are more than"),
        ("[thresholds]\nrecompute = 1", "neither true nor false"),
        ("[thresholds]\nrecurrence_s = 90000", "1 to 366 whole days"),
        ("[thresholds]\nrecurrence_s = 0", "1 to 366 whole days"),
        ("[thresholds]\npir_days = 5", "business days by priority"),
        ("[thresholds]\npir_days = {1 = 2.5}", "not a number of days"),
        ("[thresholds]\nratify_s = -1", "not a number of seconds"),
        ("[thresholds]\naudit_sample = 0", "from 1 to 10000"),
        ("[thresholds]\naudit_seed = 4294967296", "from 0 to 4294967295"),
        ("[thresholds]\ntier_one_target = 101", "percentage from 0 to 100"),
        ("[thresholds]\ntier_one_target = nan", "percentage from 0 to 100"),
        ("[thresholds]\nflapping_n = 1", "from 2 to 1000"),
        ("[thresholds]\nflapping_n = true", "from 2 to 1000"),
        ('[[variant]]\nkpi = "K19"\nvariant = "net"', "“K19” is not a KPI"),
        ('[[variant]]\nvariant = "net"', "“” is not a KPI"),
        ("[[variant]]\nkpi = 6", "words in quotes"),
        ('[[variant]]\nkpi = "K6"\nparameters = {chart = "t"}', "parameters of K6 are numbers"),
        *(
            (f'[[variant]]\nkpi = "K6"\nparameters = {{chart = {number}}}', "not a finite number")
            for number in ("nan", "inf", "-inf", "1" + 400 * "0")
        ),
        ('[[variant]]\nkpi = "K6"\nparameters = {char = 1}', "“char” is not a parameter of K6"),
        ('[[target]]\nkpi = "K1"\ntarget = nan', "“nan” is not a finite number"),
        ('[[target]]\nkpi = "K1"\ntarget = 3\nstretch = inf', "“inf” is not a finite number"),
        (
            '[[relative_target]]\nkpi = "K5"\nwords = "halved"\nfactor = nan',
            "“nan” is not a finite number",
        ),
        ('[[variant]]\nkpi = "K6"\nname = "net"', "“name” is not part of a variant"),
        ("variant = 3", r"“variant” is not a list of tables; write each as \[\[variant\]\]"),
        ('[[target]]\nkpi = "K1"', "“target” is missing"),
        ('[target]\nkpi = "K1"\ntarget = 3', "“target” is not a list of tables"),
    ],
)
def test_what_can_not_be_used_is_refused(tmp_path, text, why):
    with pytest.raises(AppError, match=why):
        given(tmp_path, text)


def test_the_docs_name_every_table():
    known = {*tomllib.loads(resource("defaults.toml").read_text("utf-8")), "variant", "thresholds"}
    told = re.findall(
        r"^\| `\[*(\w+)\]*` \| ", DOCS.read_text("utf-8").split("\n## ")[1], re.MULTILINE
    )
    assert set(told) == known


def test_the_docs_give_every_threshold_with_its_default():
    told = re.findall(r"^\| `(\w+)` \| `(.+?)` \| ", DOCS.read_text("utf-8"), re.MULTILINE)
    defaults = load_settings("UTC")
    assert {name for name, _ in told} == set(THRESHOLDS)
    for name, text in told:
        value = tomllib.loads(f"x = {text}")["x"]
        shown = getattr(defaults, name)
        if isinstance(shown, dict):
            shown = {str(priority): each for priority, each in shown.items()}
        assert value == (list(shown) if isinstance(shown, tuple) else shown), name
