"""What the screens show, read from the vault as plain values. No Qt here: these run on the threads of the pool."""
