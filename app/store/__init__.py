"""Kept: the only place that speaks SQL."""
