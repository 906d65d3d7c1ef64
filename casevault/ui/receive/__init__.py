"""Bundles that come in: opened, verified, shown, taken into a case."""
