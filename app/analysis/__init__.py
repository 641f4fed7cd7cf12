"""Numbers: pure functions from columns, settings and now to frozen results."""
