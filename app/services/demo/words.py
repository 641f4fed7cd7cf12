"""The fictional company of the demo: its queues, people, services, CIs and what breaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """One assignment group and how it works."""

    name: str
    open_tickets: int
    """Open at the demo's morning when the full set is written."""
    patience: float
    """How long its tickets wait for users, against the average."""
    service: str
    category: str
    subcategories: tuple[str, ...]
    people: tuple[str, ...]
    cis: tuple[str, ...]
    faults: tuple[str, ...]
    """Short descriptions with {who}, {what} and {n} to fill in."""
    things: tuple[str, ...]
    older: int = 0
    """Open for more than 30 days."""
    breached: int = 0
    at_risk: int = 0
    unassigned: int = 0
    wrong_priority: int = 0


SERVICES = (
    ("Identity & Access", 1, "A. Lindqvist"),
    ("Core Network", 1, "M. Nowak"),
    ("SAP Finance", 1, "I. Duarte"),
    ("Customer Portal", 1, "P. Raman"),
    ("Collaboration", 1, "L. Sørensen"),
    ("Integration & API", 1, "H. Brandt"),
    ("Data Platform", 1, "T. Okafor"),
    ("CI/CD Platform", 2, "E. Kowalczyk"),
    ("Storage & Backup", 1, "J. Whitfield"),
    ("Cloud Platform", 1, "P. Raman"),
    ("Security Operations", 2, "N. Achterberg"),
    ("Workplace", 3, "C. Moreau"),
    ("Telephony", 3, "G. Papadakis"),
)
"""Service, tier, owner; nine are tier 1."""

SITES = ("London", "Frankfurt", "Lisbon", "Warsaw", "Rotterdam", "Home office", "Prague", "Lyon")
TEAMS = (
    "Accounts Payable", "Treasury", "EMEA contractors", "Field Sales", "Payroll", "Legal",
    "Warehouse Lyon", "Call Centre Warsaw", "Claims", "Procurement", "Marketing", "HR Services",
    "Plant Prague", "Audit", "Board office", "Logistics", "Data Science", "Facilities",
    "Customer Care", "Actuarial", "Tax", "Depot Rotterdam", "Trading floor", "Reception London",
)  # fmt: skip
FIRST = [
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "I",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "R",
    "S",
    "T",
    "V",
    "W",
]
LAST = (
    "Vermeulen", "Almeida", "Schuster", "Novák", "Byrne", "Fontaine", "Petrov", "Hansen", "Rossi",
    "Costa", "Wójcik", "Bakker", "Ferrari", "Keller", "Lindgren", "Mbeki", "O’Neill", "Tanaka",
    "Yilmaz", "Zoric", "Castillo", "Demir", "Eriksen", "Gallagher", "Ibsen", "Jansen", "Kaur",
)  # fmt: skip

QUEUES = (
    Queue(
        "SAP Finance Apps", 34, 2.3, "SAP Finance", "ERP", ("Posting", "Interface", "Printing",
         "Authorisation"),
        ("I. Duarte", "S. Vogel", "K. Aaltonen"), ("sap-ecc-prd", "sap-bw-prd", "sap-fi-if-01",
         "sap-pi-prd"),
        ("{what} run stopped with return code {n}", "{who}: {what} shows wrong period",
         "{what} missing for company code {n}", "{who} cannot release {what}",
         "{what} duplicated after restart, batch {n}", "{what} interface queue at {n} messages",
         "Dump in {what} for {who}", "{what} form prints blank second page, {who}"),
        ("Payment proposal", "Dunning", "Asset depreciation", "GL reconciliation",
         "Vendor invoice", "Intercompany posting",
         "VAT report", "Bank statement", "Cost centre report", "Travel expense", "Goods receipt",
          "Credit memo"),
        8, 4, 3, 1, 2,
    ),
    Queue(
        "Identity & Access", 58, 1.3, "Identity & Access", "Access", ("Sign-in",
         "Group membership", "MFA", "Provisioning"),
        ("R. Haddad", "L. Sørensen", "M. Okeke", "D. Ilić"), ("okta-prd", "adfs-01",
         "entra-connect", "pim-gateway", "ldap-prd-02"),
        ("{what} denied for {who}", "{what} expired, {who}", "{what} stalled, {n} objects",
         "{who}: {what} loops back to sign-in",
         "{what} lost after group move, {who}", "{what} not granted, request {n}",
          "{what} sent to the old phone, {who}",
         "{n} duplicate entries in {what}"),
        ("SAML assertion", "Okta push", "PIM role activation", "SCIM provisioning",
         "Shared mailbox right", "Guest invite",
         "Conditional access", "Password reset", "Service account key", "Badge identity",
          "Federation trust", "VPN entitlement"),
        5, 3, 6, 2, 1,
    ),
    Queue(
        "Storage & Backup", 15, 2.4, "Storage & Backup", "Infrastructure", ("Capacity", "Backup",
         "Restore"),
        ("J. Whitfield", "B. Sandoval"), ("netapp-lon-a2", "netapp-fra-b1", "veeam-prd",
         "tape-lib-02"),
        ("{what} failed on attempt {n}", "{what} above {n} GB, no growth planned",
         "Restore of {what} for {who}",
         "{what} latency, {n} ms", "{what} skipped two nights, {who}",
          "{what} verification incomplete, job {n}"),
        ("Veeam job", "Snapshot policy", "NFS export", "Quota on home drive",
         "Replica to Frankfurt", "LUN resize", "Archive volume"),
        4, 1, 0, 1, 0,
    ),
    Queue(
        "End-User Compute", 71, 1.4, "Workplace", "Workplace", ("Laptop", "Printer", "Software",
         "Docking"),
        ("C. Moreau", "F. Idowu", "U. Brandstätter", "Y. Castellano"), ("intune", "win11-ring2",
         "print-fra-03", "citrix-farm-a", "sccm-dp-04"),
        ("{what} does not wake after update, {who}", "{what} offline, floor {n}",
         "{who}: {what} asks for admin rights",
         "{what} installs but will not start, asset {n}", "{what} blue screen after driver {n}",
          "{who} needs {what} reimaged",
         "{what} slow since Tuesday, {who}", "{what} missing from Company Portal, {who}"),
        ("Laptop", "Docking station", "Label printer", "Citrix session", "PDF editor", "Headset",
         "Windows profile", "Plotter",
         "Second screen", "BitLocker", "Softphone client", "Tablet", "Meeting room PC",
          "Barcode scanner"),
        8, 3, 3, 2, 1,
    ),
    Queue(
        "Network Operations", 39, 1.3, "Core Network", "Network", ("LAN", "WAN", "VPN", "DNS",
         "Firewall"),
        ("M. Nowak", "Z. Farkas", "O. Lindholm"), ("lon-core-sw-02", "fra-core-sw-01",
         "vpn-gw-01", "fw-dmz-02", "dns-int-03", "wlc-waw-01"),
        ("{what} flapping, {n} changes in an hour", "{who}: {what} drops every afternoon",
         "{what} down, site {who}",
         "{what} loses {n} packets a minute", "{what} rule missing for {who}",
          "{what} certificate warning, {who}",
         "{what} at {n} % after failover"),
        ("Wireless", "Uplink", "VPN tunnel", "Guest network", "Firewall", "DNS zone",
         "DHCP scope", "Proxy", "Switch port", "MPLS line"),
        3, 2, 2, 0, 0,
    ),
    Queue(
        "Database Operations", 19, 1.6, "Data Platform", "Database", ("Performance", "Space",
         "Replication"),
        ("T. Okafor", "V. Marchetti"), ("ora-fin-prd", "pg-orders-01", "mssql-crm-02",
         "ora-dwh-prd"),
        ("{what} blocked {n} sessions", "{what} tablespace at {n} %", "{what} lag of {n} minutes",
         "{who}: {what} slower than last month",
         "{what} job failed for {who}", "{what} statistics stale, plan {n} changed"),
        ("Nightly load", "Standby replication", "Order index", "CRM report query",
         "Archive purge", "Listener", "Ledger view"),
        3, 1, 1, 0, 0,
    ),
    Queue(
        "Telephony", 6, 2.6, "Telephony", "Telephony", ("Call routing", "Handset", "Voicemail"),
        ("G. Papadakis", "W. Ostrowski"), ("cucm-prd", "ivr-01", "sbc-fra-02"),
        ("{what} silent for {who}", "{what} misroutes option {n}", "{who}: {what} not ringing",
         "{what} announces old hours, line {n}"),
        ("Hunt group", "Voicemail", "IVR menu", "Conference phone", "Call recording", "Fax line"),
        2, 0, 0, 1, 0,
    ),
    Queue(
        "Service Desk L1", 96, 0.7, "Workplace", "Service desk", ("Question", "Access",
         "Software", "Hardware"),
        ("Q. Adeyemi", "H. Lacroix", "S. Novotná", "J. Birch", "E. Tamm"), ("service-portal",
         "okta-prd", "exchange-online", "intune", "print-lon-01"),
        ("{who} cannot open {what}", "How to share {what} with {who}",
         "{what} not visible for new starter, {who}",
         "{what} shows error {n}", "{who}: {what} in wrong language",
          "{what} order not delivered, request {n}",
         "{who} locked out of {what}", "{what} link in mail leads to old page, {who}",
          "Question about {what}, {who}"),
        ("Expense tool", "Time sheet", "Calendar", "Shared drive", "Intranet", "Travel booking",
         "Learning portal", "Ticket form",
         "Phone book", "Parking permit", "Self-service portal", "Team site", "Signature template",
          "Meeting room"),
        1, 2, 6, 4, 1,
    ),
    Queue(
        "Messaging & Collab", 27, 0.8, "Collaboration", "Collaboration", ("Mail", "Teams",
         "SharePoint"),
        ("L. Sørensen", "P. Ruiz", "A. Weiss"), ("exchange-online", "teams", "sharepoint",
         "exch-hybrid-01"),
        ("{what} delayed by {n} minutes, {who}", "{what} rejected as spam, {who}",
         "{who} removed from {what} by mistake",
         "{what} full at {n} GB", "{what} guest link expired, {who}",
          "{what} recording not found, {who}"),
        ("Distribution list", "Shared mailbox", "Teams channel", "Calendar delegate",
         "Meeting invite", "SharePoint library", "Mail flow rule"),
        0, 0, 1, 1, 0,
    ),
    Queue(
        "Cloud Platform", 24, 0.8, "Customer Portal", "Cloud", ("Kubernetes", "Deployment",
         "Quota"),
        ("P. Raman", "X. Delgado", "N. Sato"), ("k8s-prd-eu1", "api-gw-prd", "portal-web",
         "cdn-edge"),
        ("{what} restarted {n} times", "{what} quota reached for {who}",
         "{what} returns 503 for {who}", "{what} image pull fails, tag {n}",
         "{what} certificate renews in {n} days", "{who}: {what} costs doubled"),
        ("Checkout pod", "Ingress", "Search service", "Node pool", "Secret rotation",
         "Object store", "Autoscaler", "Portal session cache"),
        1, 0, 1, 0, 0,
    ),
    Queue(
        "Security Operations", 14, 0.7, "Security Operations", "Security", ("Phishing",
         "Endpoint", "Certificate"),
        ("N. Achterberg", "I. Bălan"), ("edr-console", "mail-gateway", "siem-prd",
         "pki-issuing-01"),
        ("{what} reported by {who}", "{what} quarantined on {n} devices",
         "{who}: {what} blocked without reason",
         "{what} rule noisy, {n} hits", "{what} exception ends for {who}"),
        ("Phishing mail", "EDR alert", "USB block", "Web filter", "TLS inspection",
         "Vulnerability scan"),
        0, 0, 0, 0, 0,
    ),
    Queue(
        "CI/CD Platform", 9, 0.7, "CI/CD Platform", "Tooling", ("Pipeline", "Runner", "Artifact"),
        ("E. Kowalczyk", "R. Sundaram"), ("gitlab-prd", "runner-pool-b", "artifactory-01"),
        ("{what} hangs at stage {n}", "{what} out of space, {n} builds wait",
         "{who}: {what} token rejected",
         "{what} cache misses since update {n}"),
        ("Runner", "Merge train", "Artifact clean-up", "Container registry", "Release pipeline",
         "Code scan"),
        0, 0, 0, 0, 0,
    ),
)  # fmt: skip
BY_NAME = {queue.name: queue for queue in QUEUES}

CLOSE_CODES = (
    "Solution provided", "Solution provided", "Solution provided", "Workaround provided",
    "Known error", "User error", "Resolved by request", "Resolved by caller",
)  # fmt: skip
CHANNELS = ("Self-service", "Self-service", "Phone", "Phone", "Email", "Chat", "Monitoring")
