"""Sheets of credit records: their columns recognised or mapped by hand, tried out, and taken over in batches."""
