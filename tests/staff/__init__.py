"""Tests of the staff screens."""
