"""Frozen results to shapes, drawn once for screen, PDF and SVG."""
