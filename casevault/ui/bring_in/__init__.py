"""Bringing in a table of another program: four steps on one page, and what came of it."""
