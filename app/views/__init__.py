"""What one sees: the only room with Qt."""
