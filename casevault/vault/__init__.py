"""The use cases: one public method for each thing a person intends."""
