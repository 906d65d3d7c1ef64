"""Files of evidence in the window: brought in, listed, looked at, and taken out for oneself."""
