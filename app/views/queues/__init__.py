"""Queues: queue health by assignment group, the tickets behind it, one ticket in detail."""
