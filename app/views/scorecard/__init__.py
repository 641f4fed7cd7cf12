"""Scorecard: the KPIs of one period with trend, limits, caveats, verdict and signal."""
