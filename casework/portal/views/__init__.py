"""Views of the public site, one subject a file."""
