"""Papers as files: their layout, their PDF, their seal, and how anybody can tell whether one is genuine."""
