"""The outputs: one file each (a long one in parts), from cleared values to a document tree."""
