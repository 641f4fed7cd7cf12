"""What things are: tables, records, columns, settings and frozen results."""
