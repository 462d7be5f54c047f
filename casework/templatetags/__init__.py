"""Template tags and filters: the parts every page is made of."""
