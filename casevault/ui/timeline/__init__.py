"""The drawn timeline of a case: geometry without Qt, painting, and one widget for the keyboard and the pointer."""
