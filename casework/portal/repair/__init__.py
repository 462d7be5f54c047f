"""The questions of an application for repair, and what they become."""
