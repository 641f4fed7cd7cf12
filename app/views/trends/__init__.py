"""The Trends screen: what is ahead, what recurs, and where the time goes."""
