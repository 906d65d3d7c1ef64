"""The window: the only Qt there is. Widgets call commands, commands call the vault."""
