"""The page of reports: numbers over cases as bars and as a table."""
