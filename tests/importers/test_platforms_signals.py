"""Sign-in logs, vSphere alarms, endpoints: what becomes a record, and that every row counts."""

import json
import time

import pytest

from app.importers import IMPORTERS, read
from app.importers.base import Look
from app.models.errors import DecisionNeeded
from app.models.records import Options
from tests.importers.making import drain, write

OKTA = {
    "uuid": "u",
    "published": "2026-11-20T07:00:00.000Z",
    "severity": "INFO",
    "actor": {"alternateId": "a@example.org", "displayName": "A"},
    "target": None,
}


def okta(folder, *events: tuple[str, str, str]):
    records = [
        OKTA | {"eventType": kind, "outcome": {"result": result}, "published": f"2026-11-20T{at}Z"}
        for kind, result, at in events
    ]
    reading = read(write(folder, "log.json", json.dumps(records)), Options())
    alerts = drain(reading)["alert"]
    stored = len(alerts) + reading.merged + reading.rejected
    assert stored == reading.rows_read == len(events)
    return reading, alerts


@pytest.mark.parametrize(
    ("kind", "result", "rule"),
    [
        ("user.session.start", "FAILURE", "sign-in failed"),
        ("user.session.start", "SUCCESS", None),
        ("user.authentication.sso", "FAILURE", "sign-in failed"),
        ("user.authentication.sso", "DENY", "sign-in failed"),
        ("user.account.lock", "SUCCESS", "account locked"),
        ("user.account.unlock", "SUCCESS", None),
        ("user.mfa.factor.activate", "SUCCESS", "MFA changed"),
        ("user.mfa.okta_verify.deny_push", "FAILURE", "MFA failed"),
        ("system.agent.ad.agent_instance_disconnect", "SUCCESS", "AD agent trouble"),
        ("system.agent.ad.read_config", "SUCCESS", None),
        ("app.generic.provision.assign_user_to_app", "FAILURE", "provisioning failed"),
        ("app.generic.provision.assign_user_to_app", "SUCCESS", None),
        ("group.user_membership.add", "FAILURE", None),
    ],
)
def test_what_is_trouble(tmp_path, kind, result, rule):
    reading, alerts = okta(tmp_path, (kind, result, "07:00:00"))
    assert [alert["rule"] for alert in alerts] == ([rule] if rule else [])
    assert reading.merged == (0 if rule else 1)


def test_windows_of_five_minutes(tmp_path):
    times = ("07:00:00", "07:04:59", "07:05:00", "07:09:59", "23:59:59")
    _, alerts = okta(tmp_path, *(("user.session.start", "FAILURE", at) for at in times))
    assert [(each["occurrences"], each["last_seen_at"] - each["fired_at"]) for each in alerts] == [
        (2, 299),
        (2, 299),
        (1, 0),
    ]
    assert len({each["fingerprint"] for each in alerts}) == 1
    assert len({each["key"] for each in alerts}) == 3


def test_the_order_of_events_in_a_file_changes_nothing(tmp_path):
    def made(name: str, reasons: str) -> list[dict]:
        events = [
            OKTA | {"eventType": "user.session.start", "published": "2026-11-20T07:00:00Z",
                    "outcome": {"result": "FAILURE", "reason": reason}}
            for reason in reasons
        ]  # fmt: skip
        return drain(read(write(tmp_path, name, json.dumps(events)), Options()))["alert"]

    assert made("down.json", "GFEDCBA") == made("up.json", "ABCDEFG")


def test_a_fuller_file_changes_the_same_alert(tmp_path):
    one = okta(tmp_path, ("user.session.start", "FAILURE", "07:00:00"))[1][0]
    two = okta(
        tmp_path,
        ("user.session.start", "FAILURE", "07:00:00"),
        ("user.session.start", "FAILURE", "07:01:00"),
    )[1][0]
    assert one["key"] == two["key"]
    placed = [(each["updated_at"], each["row_hash"]) for each in (one, two)]
    assert placed[1] > placed[0]


def test_no_name_of_a_person_is_kept(tmp_path):
    _, alerts = okta(tmp_path, ("user.account.lock", "SUCCESS", "07:00:00"))
    assert "a@example.org" not in json.dumps(alerts)
    assert json.loads(alerts[0]["labels"])["people"] == 1


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (0, None),
        (50140, None),
        (50074, None),
        (50126, "sign-in failed"),
        (50053, "account locked"),
        (500121, "MFA failed"),
        (53003, "sign-in blocked by policy"),
    ],
)
def test_codes_of_graph(tmp_path, code, rule):
    record = {
        "createdDateTime": "2026-11-20T07:00:00Z",
        "userPrincipalName": "a@example.org",
        "appDisplayName": "Mail",
        "status": {"errorCode": code, "failureReason": "x"},
    }
    reading = read(write(tmp_path, "graph.json", json.dumps({"value": [record]})), Options())
    assert [each["rule"] for each in drain(reading)["alert"]] == ([rule] if rule else [])


def events(folder, *rows: str):
    text = "\n".join(("Description,Type,Date Time,Task,Target,User,Event Type ID", *rows))
    reading = read(write(folder, "events.csv", text + "\n"), Options(timezone="UTC"))
    tables = drain(reading)
    stored = sum(map(len, tables.values()))
    assert stored + reading.merged + reading.rejected == reading.rows_read == len(rows)
    return reading, tables


def alarm(minute: int, old: str, new: str, name: str = "CPU", target: str = "esx-1") -> str:
    words = f"Alarm '{name}' on {target} changed from {old} to {new}"
    return f'"{words}",Warning,"11/20/2026, 7:{minute:02}:00 AM",,{target},,x'


@pytest.mark.parametrize(
    ("rows", "episodes"),
    [
        ([(1, "Green", "Red"), (2, "Red", "Green")], [("resolved", "critical", 1)]),
        ([(1, "Green", "Yellow"), (2, "Yellow", "Red")], [("firing", "critical", 2)]),
        ([(1, "Green", "Red"), (2, "Red", "Yellow")], [("firing", "critical", 2)]),
        ([(2, "Red", "Gray"), (1, "Green", "Red")], [("resolved", "critical", 1)]),
        (
            [(1, "Green", "Red"), (2, "Red", "Green"), (3, "Green", "Yellow")],
            [("resolved", "critical", 1), ("firing", "warning", 1)],
        ),
        ([(1, "Red", "Green")], []),
    ],
)
def test_an_alarm_lasts_until_green(tmp_path, rows, episodes):
    _, tables = events(tmp_path, *(alarm(*row) for row in rows))
    found = [(each["state"], each["severity"], each["occurrences"]) for each in tables["alert"]]
    assert found == episodes


@pytest.mark.parametrize("words", ["Alarm 'a", "Alarm 'a' on b ", "is has powered "])
def test_a_text_without_end_is_sorted_in_bounded_time(tmp_path, words):
    row = f'{words * 40_000},Error,"11/20/2026, 7:00:00 AM",,vm,u,x'
    begun = time.process_time()
    events(tmp_path, row, alarm(1, "Green", "Red"))
    assert time.process_time() - begun < 5


def test_an_apostrophe_in_an_alarm_s_name(tmp_path):
    _, tables = events(tmp_path, alarm(1, "Green", "Red", name="Host's memory"))
    assert [each["rule"] for each in tables["alert"]] == ["Host's memory"]


def test_alarms_of_two_hosts_are_two(tmp_path):
    _, tables = events(tmp_path, alarm(1, "Green", "Red"), alarm(2, "Red", "Green", target="esx-2"))
    assert [each["state"] for each in tables["alert"]] == ["firing"]


@pytest.mark.parametrize(
    ("kind", "severity", "table"),
    [
        ("esx.problem.net.connectivity.lost", "Error", "alert"),
        ("com.vmware.vc.HA.HostStateChangedEvent", "Information", "alert"),
        ("vim.event.HostDisconnectedEvent", "Information", "alert"),
        ("vim.event.VmPoweredOffEvent", "Information", "change_event"),
        ("vim.event.EnteredMaintenanceModeEvent", "Information", "change_event"),
        ("vim.event.SomethingEvent", "Warning", "alert"),
        ("vim.event.UserLoginSessionEvent", "Information", None),
    ],
)
def test_events_are_sorted_by_type(tmp_path, kind, severity, table):
    _, tables = events(tmp_path, f'Words,{severity},"11/20/2026, 7:00:00 AM",,vm-1,u,{kind}')
    assert [name for name, rows in tables.items() if rows] == ([table] if table else [])


def test_a_computer_s_own_times_ask_for_a_zone(tmp_path):
    text = "FullFormattedMessage,CreatedTime\nPowered on vm,11/20/2026 7:00:00 AM\n"
    with pytest.raises(DecisionNeeded) as asked:
        drain(read(write(tmp_path, "e.csv", text), Options()))
    assert asked.value.decision.option == "--timezone"


@pytest.mark.parametrize(
    ("serial", "ident"),
    [("5CG1", "5CG1"), ("", "d-1"), ("0", "d-1"), ("Default string", "d-1"), ("007", "007")],
)
def test_a_device_is_known_by_serial_number_or_id(tmp_path, serial, ident):
    text = (
        "DeviceId,DeviceName,LastContact,ComplianceState,SerialNumber\n"
        f"d-1,PC,2026-11-20 07:00:00.0000000,Compliant,{serial}\n"
    )
    (row,) = drain(read(write(tmp_path, "d.csv", text), Options()))["ci"]
    assert (row["ident"], row["ci_class"]) == (ident, "endpoint")
    assert row["last_contact_at"] == row["updated_at"] == 1_795_158_000


@pytest.mark.parametrize(
    ("header", "container", "format_id"),
    [
        ("id|udid|general.name|general.lastcontacttime", "json", "jamf.computers"),
        ("display name|serial number|last inventory update", "csv", "jamf.computers"),
        ("name|resourceid|lastddr", "csv", "sccm.devices"),
        ("id|sha|ref|environment|task|created_at", "json", "github.deployments"),
        ("id|iid|sha|ref|environment.name|status", "json", "gitlab.deployments"),
        ("tag_name|target_commitish|published_at|body", "json", "github.releases"),
        ("tag_name|released_at|commit.id", "json", "gitlab.releases"),
        ("id|head_sha|conclusion|event|status", "json", "github.workflow_runs"),
        ("id|status|created_at|environment", "json", None),
        ("timecreated|id|machinename|message", "csv", None),
    ],
)
def test_claims_are_precise(header, container, format_id):
    look = Look(tuple(header.split("|")), (), container)
    claimed = [each.id for each in IMPORTERS if container in each.containers and each.claims(look)]
    assert claimed == ([format_id] if format_id else [])


def test_a_run_cut_short_and_the_whole_of_it_are_one_run(tmp_path):
    head = {"@level": "info", "@module": "terraform.ui", "@message": "x"}
    lines = [
        head | {"@timestamp": "2026-11-20T12:30:00.100Z", "type": "version", "terraform": "1.9.8"},
        head | {"@timestamp": "2026-11-20T12:30:02Z", "type": "change_summary",
                "changes": {"add": 1, "change": 0, "remove": 0, "operation": "apply"}},
    ]  # fmt: skip
    other = [lines[0] | {"@timestamp": "2026-11-20T12:30:00.200Z"}]
    keys = []
    for name, records in (("a", lines[:1]), ("b", lines), ("c", other)):
        text = "".join(f"{json.dumps(record)}\n" for record in records)
        (run,) = drain(read(write(tmp_path, f"{name}.ndjson", text), Options()))["automation_run"]
        keys.append(run["key"])
    assert keys[0] == keys[1] != keys[2]
