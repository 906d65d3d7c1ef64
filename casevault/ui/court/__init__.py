"""The courtroom: one window while a hearing goes on, and what is asked after it."""
