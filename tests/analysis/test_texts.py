"""Templates of titles: what differs each time goes, what says something stays (METRICS §4.5)."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.analysis.texts import LONGEST_TITLE, mask, no_action, plain

FROZEN = {
    "Disk full: /var/log on web-01 (95%)": "disk full <path> on <id> <%>",
    "CPU at 95 % on host-20011": "cpu at <%> on <id>",
    "INC0012345 reopened": "<id> reopened",
    "Error 0xDEADBEEF at 12:30:45 on 2026-11-12": "error <hex> at <date> on <date>",
    "Cannot reach 10.1.2.3": "cannot reach <ip>",
    "fe80::1 is down": "<ip> is down",
    "Mail to joe@example.com bounced": "mail to <mail> bounced",
    "12 Nov 2026: backup failed": "<date> backup failed",
    "Backup failed Nov 12": "backup failed <date>",
    "Batch of 2026-11-12T02:00:00Z late": "batch of <date> late",
    "n/a": "n/a",
    "TCP/IP and/or printing": "tcp/ip and/or printing",
    "host=web01 state=CRIT": "host=<id> state=crit",
    "db01.prod.example.com unreachable": "<host> unreachable",
    "node.js writes app.log": "node.js writes app.log",
    "550e8400-e29b-41d4-a716-446655440000 broke": "<hex> broke",
    r"C:\Users\x locked": "<path> locked",
    r"\\files\share gone": "<path> gone",
    "https://shop.example.com/z?q=1 slow": "<path> slow",
    "web1, web2, web3 down": "<id> down",
    "5 GB free of 10GB": "<n> gb free of <n>",
    "Can’t log in to Payroll!": "can’t log in to payroll",
    "  Two\n spaces ": "two spaces",
    "Version 1.2.3": "version <n>",
    "a=- =b 0=<": "a b <n>",
    "—": "",
    "": "",
}
"""Made with version 1: a template that moves here moves the recurrences of every old month."""


@pytest.mark.parametrize(("title", "template"), FROZEN.items())
def test_templates_of_version_1(title: str, template: str) -> None:
    assert mask(title) == template


WORDS = st.sampled_from(["disk", "full", "Mail", "on", "lost", "node.js", "and/or", "SAP"])
DIFFERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 99).map("web-{}".format),
    st.integers(1, 10**7).map("INC{:07}".format),
    st.ip_addresses().map(str).filter("::".__ne__),
    st.dates().map(str),
    st.uuids().map(str),
    st.integers(0, 100).map("{}%".format),
    st.integers(0, 99).map("/var/log/{}".format),
)


@examples(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=4), DIFFERS, st.lists(WORDS, min_size=1, max_size=4))
def test_what_differs_goes_and_every_word_around_it_stays(before, differs, after) -> None:
    template = mask(" ".join([*before, differs, *after]))
    words = template.split()
    assert words[: len(before)] == [word.casefold() for word in before]
    assert words[-len(after) :] == [word.casefold() for word in after]
    (placeholder,) = words[len(before) : -len(after)]
    assert placeholder.startswith("<")


@examples(max_examples=100)
@given(st.text(max_size=80))
def test_any_title_has_a_template_that_is_its_own(title: str) -> None:
    template = mask(title)
    assert mask(template) == template
    assert not any(each.isdecimal() for each in template)


def test_a_long_title_has_a_short_template() -> None:
    assert len(mask("a" * 10_000_000)) == LONGEST_TITLE
    assert len(mask("/" * 10_000_000)) <= LONGEST_TITLE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No action required", True),
        ("Closed: false positive.", True),
        ("no further action, vendor informed", True),
        ("Fehlalarm", True),
        ("Restarted the service", False),
        ("Action: none yet", False),
        ("nonoise filter replaced", False),
        ("", False),
    ],
)
def test_closing_words_that_say_no_action(text: str, said: bool) -> None:
    assert no_action(text) is said


def test_plain_words_have_no_case_or_punctuation() -> None:
    assert plain("Fail-over, then:\n CHECK!") == "fail over then check"
