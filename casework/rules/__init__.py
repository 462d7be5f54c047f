"""The law as pure functions: calendars, deadlines, routing, identifiers. No Django, no clock."""
