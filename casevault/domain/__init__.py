"""What a record, a date, a name and a consent are: pure data and rules, without files, clock or database."""
