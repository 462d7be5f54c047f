"""The questions of an objection to a credit record, and what they become."""
