"""The Changes screen: calendar, collisions and readiness (COLLISIONS §5-6)."""
