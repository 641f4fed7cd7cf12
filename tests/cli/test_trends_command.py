"""`tower trends`: JSON, words and what can't be asked for."""

from pathlib import Path

from tests.cli.conftest import Tower

NOW = ("--now", "2026-11-23T07:12Z")


def incidents(path: Path) -> Path:
    """Two a day over ten weeks, one of them resolved; all of one kind."""
    head = "number,short_description,opened_at,resolved_at,priority,assignment_group,"
    lines = [head + "business_service,state"]
    for day in range(70):
        stamp = f"2026-{9 + day // 28:02}-{1 + day % 28:02}"
        first, second = (f"INC{day:04}{place},Queue stuck on node {day},{stamp}" for place in "AB")
        like = "3 - Moderate,Mail,Exchange"
        lines.append(f"{first} 08:00:00,{stamp} 12:00:00,{like},Closed")
        lines.append(f"{second} 09:00:00,,{like},Active")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_trends_in_json_and_in_words_and_what_cannot_be_asked_for(tower: Tower, tmp_path: Path):
    done = tower("import", incidents(tmp_path / "incident.csv"), "--timezone", "UTC", *NOW)
    assert done.code == 0, done.err
    told = tower("trends", "--json", *NOW).json
    assert (told["at"], told["scope"], told["zone"]) == (
        "2026-11-23T07:12:00Z",
        "all groups",
        "UTC",
    )
    assert set(told) == {
        "at", "scope", "zone", "flow", "risk", "clusters", "lifts", "process", "success", "phases",
        "marks",
    }  # fmt: skip
    assert told["flow"]["open_now"] == 70
    assert len(told["flow"]["days"]) == 28
    assert told["flow"]["days"][0]["start"] == "2026-11-24T07:12:00Z"
    assert told["clusters"][0]["label"] == "queue stuck node"
    words = tower("trends", "--group", "Mail", *NOW)
    assert words.out.startswith("Trends of group Mail, Mon 23 Nov 07:12 (UTC).\n")
    assert "70 open now" in words.out
    assert "Exchange: queue stuck node: " in words.out
    assert "Incidents after changes: none" in words.out
    assert words.out.endswith("\nClock fixed at 2026-11-23T07:12:00Z.\n")

    two = tower("trends", "--group", "Mail", "--service", "Exchange", *NOW)
    assert (two.code, two.err) == (1, "tower: Give one of --service, --group, not both.\n")
    cased = tower("trends", "--group", "mail", *NOW)
    assert cased.out == words.out
    unknown = tower("trends", "--service", "Nowhere", "--json", *NOW)
    assert unknown.code == 1
    assert unknown.json["message"] == ("No record names the service “Nowhere”. Known are Exchange.")
    change = tower("trends", "--confirm", "CHG9", "--reason", "seen", *NOW)
    assert (change.code, "No change CHG9 is in the store" in change.err) == (1, True)
