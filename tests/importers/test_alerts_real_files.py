"""Every real alert payload: imported with the right count, or refused in a plain sentence."""

import pytest

from app.importers import read
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options
from tests.importers.making import drain

SENTENCE = "is not an export that is known here|is none of the exports known here"
FILES: dict[str, tuple[str, int, int] | str] = {
    # path: (format, rows read, records), or the sentence that refuses or asks
    "alerta/cloudwatch_insufficient_data.json": ("cloudwatch.alarm", 1, 1),
    "alerta/cloudwatch_notification.json": ("cloudwatch.alarm", 1, 1),
    "alerta/cloudwatch_subscription_confirmation.json": SENTENCE,
    "alerta/grafana_6.json": ("grafana.legacy", 1, 1),
    "alerta/grafana_alert_alerting.json": ("grafana.legacy", 1, 1),
    "alerta/grafana_alert_ok.json": ("grafana.legacy", 1, 1),
    "alerta/grafana_example.json": ("grafana.legacy", 1, 1),
    "alerta/graylog_notification.json": ("graylog.notification", 1, 1),
    "alerta/new_relic_notification.json": ("newrelic.webhook", 1, 1),
    "alerta/pagerduty_alert.json": ("pagerduty.webhook", 2, 1),
    "alerta/pingdom_down.json": ("pingdom.webhook", 1, 1),
    "alerta/pingdom_up.json": ("pingdom.webhook", 1, 1),
    "alerta/prometheus_v3_alert.json": ("alertmanager.webhook", 1, 1),
    "alerta/prometheus_v4_alert.json": ("alertmanager.webhook", 1, 1),
    "alerta/stackdriver_closed.json": ("gcp.incident", 1, 1),
    "alerta/stackdriver_open.json": ("gcp.incident", 1, 1),
    "alerta/telegram_ack.json": SENTENCE,
    "alerta/telegram_alert.json": SENTENCE,
    "alerta/telegram_close.json": SENTENCE,
    "alerta/trigger_alert.json": SENTENCE,
    "alerta/vmware_vrealize.json": ("vrealize.alert", 1, 1),
    "alertmanager_v2/0.22.0_alerts_groups.json": ("alertmanager.alerts", 24, 12),
    "alertmanager_v2/0.22.0_silences.json": ("alertmanager.silences", 3, 3),
    "aws/cloudwatch-alarm-sns-payload-multiple-metrics.json": ("cloudwatch.alarm", 1, 1),
    "aws/cloudwatch-alarm-sns-payload-single-metric.json": ("cloudwatch.alarm", 1, 1),
    "aws/sns-event.json": SENTENCE,
    "keep/axiom.alerts_mock.ALERTS.json": SENTENCE,
    "keep/checkly.alerts_mock.ALERTS.json": ("checkly.webhook", 1, 1),
    "keep/checkmk.alerts_mock.ALERTS.json": ("checkmk.notification", 1, 1),
    "keep/cloudwatch.alerts_mock.ALERTS.json": SENTENCE,
    "keep/coralogix.alerts_mock.ALERTS.json": ("coralogix.webhook", 1, 1),
    "keep/dash0.alerts_mock.ALERTS.json": ("dash0.webhook", 1, 1),
    "keep/datadog.alerts_mock.ALERTS.json": SENTENCE,
    "keep/gcpmonitoring.alerts_mock.ALERTS.json": SENTENCE,
    "keep/grafana.alerts_mock.ALERTS.json": SENTENCE,
    "keep/graylog.alerts_mock.ALERTS.json": ("graylog.notification", 1, 1),
    "keep/libre_nms.alerts_mock.ALERTS.json": ("librenms.alert", 1, 1),
    "keep/netbox.alerts_mock.ALERTS.json": SENTENCE,
    "keep/prometheus.alerts_mock.ALERTS.json": SENTENCE,
    "keep/sentry.alerts_mock.ALERTS.json": SENTENCE,
    "keep/signalfx.alerts_mock.ALERTS.json": SENTENCE,
    "keep/thousandeyes.alerts_mock.ALERT.json": ("thousandeyes.alert", 2, 2),
    "keep/wazuh.alerts_mock.ALERTS.json": SENTENCE,
    "pagerduty/change_events.response.json": ("pagerduty.change_events", 2, 2),
    "pagerduty/incidents.response.json": ("pagerduty.incidents", 1, 1),
    "pagerduty/incidents_id_alerts.response.json": ("pagerduty.alerts", 1, 1),
    "pagerduty/maintenance_windows.response.json": ("pagerduty.maintenance_windows", 1, 1),
}
NAIVE = {
    "keep/checkmk.alerts_mock.ALERTS.json": "2024-10-26 23:20:39",
    "keep/libre_nms.alerts_mock.ALERTS.json": "2025-03-04 11:01:41",
}
"""Times without a zone, which is asked for."""


def records(path, zone=None):
    """A payload's reading, and its records of every table."""
    reading = read(path, Options(timezone=zone))
    return reading, [row for table in drain(reading).values() for row in table]


def test_the_table_names_every_file(shared):
    folder = shared / "data/alerts"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_real_payload(shared, name):
    wanted, path = FILES[name], shared / "data/alerts" / name
    zone = "UTC" if name in NAIVE else None
    if isinstance(wanted, str):
        with pytest.raises(AppError, match=wanted) as refused:
            read(path, Options(timezone=zone))
        assert path.name in str(refused.value)
        return
    reading, rows = records(path, zone)
    assert (reading.recognised.format, reading.rows_read, len(rows)) == wanted
    assert reading.rejected == 0
    assert reading.rows_read == len(rows) + reading.merged
    assert len({row["key"] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", NAIVE)
def test_times_without_a_zone_are_asked_for(shared, name):
    with pytest.raises(DecisionNeeded, match=NAIVE[name]) as asked:
        read(shared / "data/alerts" / name, Options())
    assert asked.value.decision.option == "--timezone"


def test_values_of_real_payloads(shared):
    """Read by eye out of the files."""
    folder = shared / "data/alerts"

    def only(name: str) -> dict[str, object]:
        _, rows = records(folder / name)
        return rows[0]

    alarm = only("aws/cloudwatch-alarm-sns-payload-multiple-metrics.json")
    assert (alarm["ci"], alarm["state"], alarm["severity"]) == ("TestInstance", "firing", None)
    assert alarm["fired_at"] == 1433353407  # 2015-06-03T17:43:27.123+0000
    incident = only("pagerduty/incidents.response.json")
    assert (incident["key"], incident["severity"], incident["service"]) == (
        "#1234", "high", "My Mail Service",
    )  # fmt: skip
    assert (incident["fired_at"], incident["resolved_at"]) == (1444167042, 1444167503)
    assert incident["auto_resolved"] is False
    silent = only("alerta/prometheus_v3_alert.json")
    assert (silent["fired_at"], silent["resolved_at"]) == (1470047228, None)
    no_data = only("alerta/cloudwatch_insufficient_data.json")
    assert (no_data["state"], no_data["ci"]) == ("no_data", "alerta-test")
    planned = only("pagerduty/maintenance_windows.response.json")
    assert planned["end_at"] - planned["start_at"] == 7_200
