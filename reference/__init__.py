"""Jurisdiction packs: one folder of YAML a district, a reader and a loader."""
