"""The Data quality screen: what is wrong with the data and what it does to the KPIs."""
