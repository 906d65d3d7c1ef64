"""The ways into a vault in the window: the list, the boxes that change it, and the parts they share with the gate."""
