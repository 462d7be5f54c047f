"""Bulk data for benchmarks: a few cases walk through real moves, the rest are exact copies at other times and places."""
