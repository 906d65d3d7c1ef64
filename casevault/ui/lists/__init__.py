"""Lists: one view, one delegate, and rows that know how to paint and speak themselves."""
