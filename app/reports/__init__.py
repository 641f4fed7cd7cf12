"""Files out: frozen results to bytes."""
