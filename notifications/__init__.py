"""The outbox and its channels. Knows recipients and words, not cases."""
