"""The import screen: files, detection, dry run, result, undo."""
