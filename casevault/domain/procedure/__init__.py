"""Legal clocks: rule packs as data, how a law counts, and what a limit comes to. Pure: no files, no clock, no database."""
