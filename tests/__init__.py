"""Tests that concern the whole; a kind of case keeps its own in its folder."""
