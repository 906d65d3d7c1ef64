"""The handbook in the window: its pages, dressed, and which page belongs to which screen and which act."""
