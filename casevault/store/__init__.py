"""The encrypted database: the only SQL there is."""
