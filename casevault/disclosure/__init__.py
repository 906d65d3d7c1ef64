"""Everything that leaves the vault for another person, through one function."""
