"""What the demo's changes do: routine work, and the calendar around the demo's morning."""

from dataclasses import dataclass

NETWORK, STORAGE, DATABASE = "Network Operations", "Storage & Backup", "Database Operations"
ACCESS, SAP, CLOUD = "Identity & Access", "SAP Finance Apps", "Cloud Platform"
WORKPLACE, COLLAB, TOOLING = "End-User Compute", "Messaging & Collab", "CI/CD Platform"
SECURITY, PHONES = "Security Operations", "Telephony"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of change that comes again and again."""

    group: str
    title: str
    service: str = ""


ROUTINE = (
    Work(NETWORK, "Firmware update on {ci}"), Work(NETWORK, "Firewall rule bundle {n}"),
    Work(NETWORK, "Replace optics on {ci}"), Work(NETWORK, "DNS zone cleanup {version}"),
    Work(NETWORK, "VPN certificate on {ci}"), Work(NETWORK, "Add VLAN {n} to {ci}"),
    Work(STORAGE, "Controller update {ci}"), Work(STORAGE, "Extend volume {n} on {ci}"),
    Work(STORAGE, "Backup proxy patch {version}"), Work(STORAGE, "Move share {n} to {ci}"),
    Work(DATABASE, "CPU patch on {ci}"), Work(DATABASE, "Index rebuild batch {n}, {ci}"),
    Work(DATABASE, "Add data file {n} to {ci}"), Work(DATABASE, "Standby switch test {ci}"),
    Work(ACCESS, "Connector update {version}"), Work(ACCESS, "Conditional access policy v{n}"),
    Work(ACCESS, "Domain controller patching {version}"), Work(ACCESS, "Rotate keys on {ci}"),
    Work(SAP, "Transport batch {version}-{n}"), Work(SAP, "Kernel update on {ci}"),
    Work(SAP, "Job schedule change {n}"), Work(SAP, "Support notes {version}"),
    Work(CLOUD, "Portal release {version}"), Work(CLOUD, "Node pool upgrade {version}"),
    Work(CLOUD, "API gateway policy {n}", "Integration & API"), Work(CLOUD, "CDN rule set {n}"),
    Work(WORKPLACE, "Windows update ring {version}"), Work(WORKPLACE, "Intune policy {n}"),
    Work(WORKPLACE, "Citrix image {version}"), Work(WORKPLACE, "Printer driver {n} rollout"),
    Work(COLLAB, "Mail flow rule {n}"), Work(COLLAB, "Teams policy {version}"),
    Work(COLLAB, "Hybrid server update {version}"), Work(TOOLING, "GitLab update {version}"),
    Work(TOOLING, "Runner image {version}"), Work(TOOLING, "Artifact retention run {n}"),
    Work(SECURITY, "EDR sensor {version}"), Work(SECURITY, "SIEM parser update {n}"),
    Work(PHONES, "Call routing table {n}"), Work(PHONES, "Session border update {version}"),
)  # fmt: skip

JUSTIFICATIONS = (
    "The vendor ends support of the installed version on {ci} this quarter.",
    "Closes findings of the last security scan on {ci}.",
    "{service} needs the capacity before month-end closing.",
    "Removes the workaround that {service} has used since spring.",
)
RISK_NOTES = (
    "Users of {service} may be disconnected once for up to two minutes. No data is changed.",
    "If {ci} doesn't come back, {service} runs on one node until it is backed out.",
    "Medium impact on {service}; measured on the staging system, no dependency outside.",
)
PLANS = (
    (
        "1. Announce to {service}. 2. Snapshot {ci}. 3. Install. 4. Check logs and monitoring. "
        "5. {who} confirms."
    ),
    (
        "1. Drain {ci}. 2. Apply the package. 3. Restart. 4. Run the smoke tests of {service}. "
        "5. Put back in rotation."
    ),
    (
        "1. Export the configuration of {ci}. 2. Load the new one. 3. Compare counters for ten "
        "minutes. 4. Save."
    ),
)
BACKOUT = (
    "Restore the snapshot of {ci} taken in step 2 (20 minutes), then run the smoke tests.",
    "Load the saved configuration of {ci}; takes 10 minutes, decided by {who} at half time.",
    "Boot {ci} from the previous image partition, 15 minutes, then check {service}.",
)
TESTS = (
    (
        "Done on staging on the same version; results attached. After the change: sign-in, one "
        "posting, one report in {service}."
    ),
    "Lab test passed. Afterwards {who} checks latency and errors of {ci} for 30 minutes.",
    "Automated smoke tests of {service}, then a manual check with the service owner.",
)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One change of the calendar; hours count from midnight of the demo's morning."""

    number: int
    title: str
    service: str
    ci: str
    group: str
    assignee: str
    kind: str
    risk: str
    start: float | None
    end: float | None
    approved: bool = True
    downtime: tuple[float, float] | None = None
    missing: tuple[str, ...] = ()


FIRMWARE, VRF = 91377, 91402
RELEASE, GATEWAY = 91385, 91383
FROZEN, EXEMPT = 91399, 91410
NO_CI, NO_DATES = 91412, 91414

UPCOMING = (
    Upcoming(91360, "Veeam proxy patch", "Storage & Backup", "veeam-prd", STORAGE, "B. Sandoval",
             "Standard", "L", 9, 11),
    Upcoming(91420, "BGP route filter", "Core Network", "fra-core-sw-01", NETWORK, "Z. Farkas",
             "Emergency", "H", 11, 12.5, missing=("test_plan",)),
    Upcoming(91361, "Airflow upgrade", "Data Platform", "pg-orders-01", DATABASE, "V. Marchetti",
             "Normal", "L", 14, 16),
    Upcoming(91362, "Windows 11 ring 2", "Workplace", "win11-ring2", WORKPLACE, "C. Moreau",
             "Standard", "M", 17, 32),
    Upcoming(91363, "Exchange hybrid cert", "Collaboration", "exch-hybrid-01", COLLAB, "P. Ruiz",
             "Standard", "L", 18, 19),
    Upcoming(91364, "GitLab 18.6 minor", "CI/CD Platform", "gitlab-prd", TOOLING, "E. Kowalczyk",
             "Standard", "L", 19, 20.5),
    Upcoming(91365, "Okta connector patch", "Identity & Access", "okta-prd", ACCESS, "R. Haddad",
             "Normal", "M", 20, 21.5),
    Upcoming(FIRMWARE, "Core switch firmware", "Core Network", "lon-core-sw-02", NETWORK,
             "M. Nowak", "Normal", "H", 22, 25, downtime=(22.5, 23.5), missing=("test_plan",)),
    Upcoming(VRF, "SAP network move to new VRF", "SAP Finance", "lon-core-sw-02", SAP,
             "I. Duarte", "Normal", "H", 22.5, 26.5, missing=("backout_plan",)),
    Upcoming(91366, "MQ failover test", "Integration & API", "mq-prd-01", CLOUD, "X. Delgado",
             "Normal", "M", 26, 28),
    Upcoming(NO_CI, "Rack power check, cabinet to be named", "", "", NETWORK, "O. Lindholm",
             "Normal", "L", 33, 34.5, missing=("backout_plan", "test_plan")),
    Upcoming(91368, "VPN gateway certificate", "Core Network", "vpn-gw-01", NETWORK, "Z. Farkas",
             "Standard", "L", 38, 39),
    Upcoming(91369, "FI posting job reschedule", "SAP Finance", "sap-ecc-prd", SAP, "S. Vogel",
             "Standard", "L", 39, 40),
    Upcoming(RELEASE, "Portal release 26.11.3", "Customer Portal", "api-gw-prd", CLOUD,
             "P. Raman", "Normal", "M", 44, 46),
    Upcoming(GATEWAY, "API gateway 4.8", "Integration & API", "api-gw-prd", CLOUD, "N. Sato",
             "Normal", "M", 44.5, 47),
    Upcoming(91371, "AD DC patching", "Identity & Access", "ldap-prd-02", ACCESS, "D. Ilić",
             "Normal", "H", 46, 48.5),
    Upcoming(91379, "ora-fin-prd CPU patch", "Data Platform", "ora-fin-prd", DATABASE,
             "T. Okafor", "Normal", "H", 47, 51, approved=False, missing=("backout_plan",)),
    Upcoming(91376, "ONTAP 9.17, lon-a2", "Storage & Backup", "netapp-lon-a2", STORAGE,
             "J. Whitfield", "Normal", "M", 49, 52, missing=("risk_impact_analysis",)),
    Upcoming(91372, "Teams policy", "Collaboration", "teams", COLLAB, "A. Weiss", "Standard", "L",
             54, 56),
    Upcoming(91373, "CDN origin TLS", "Customer Portal", "cdn-edge", CLOUD, "X. Delgado",
             "Standard", "L", 57, 58),
    Upcoming(91374, "Conditional access v14", "Identity & Access", "entra-connect", ACCESS,
             "M. Okeke", "Standard", "L", 60, 61),
    Upcoming(91375, "Artifact cleanup", "CI/CD Platform", "artifactory-01", TOOLING,
             "R. Sundaram", "Standard", "L", 67, 68),
    Upcoming(FROZEN, "Firewall rule bundle", "Core Network", "fw-dmz-02", NETWORK, "Z. Farkas",
             "Normal", "M", 68, 70, approved=False),
    Upcoming(EXEMPT, "Payment banner text for the sale", "Customer Portal", "portal-web", CLOUD,
             "P. Raman", "Normal", "L", 69, 69.5),
    Upcoming(NO_DATES, "Label printer firmware, wave 3", "Workplace", "print-fra-03", WORKPLACE,
             "U. Brandstätter", "Normal", "L", None, None, approved=False),
)  # fmt: skip
"""24 of them start in the next 72 hours; the last one has no dates."""
