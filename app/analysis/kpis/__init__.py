"""The KPI catalogue, one file a family (METRICS.md §2)."""
