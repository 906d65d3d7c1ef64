"""Travel, and coming home: packing, tickets, what a journey brings, what is to be decided, what was lost."""
