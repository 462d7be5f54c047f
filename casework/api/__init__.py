"""The HTTP API for other systems: a thin translation of the same domain calls the screens use."""
