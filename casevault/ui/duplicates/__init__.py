"""People recorded twice: pairs side by side, and one record made of two."""
