"""Settings: targets and definitions of the KPIs, as versions with author, approver and reason."""
