"""Rectification (限期整改): a unit explains in writing and puts right, item by item and by a date, what broke faith."""
