"""Paper for oneself: what a card or a case shows, printed."""
