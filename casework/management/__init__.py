"""Commands of the people who run the system."""
