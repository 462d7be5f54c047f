"""Tests of the house itself: settings, the embedded database, the program behind `make run`."""
