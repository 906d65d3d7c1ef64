"""What comes in from other programs, and the whole of a vault going out to oneself."""
