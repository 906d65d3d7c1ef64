"""Small painted widgets. Each reads the theme when it paints, so a change of theme is a repaint, and has an accessible name."""
