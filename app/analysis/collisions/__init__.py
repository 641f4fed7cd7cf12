"""Change-collision detection (COLLISIONS.md)."""
