"""Tables that hold columns and sort themselves."""
