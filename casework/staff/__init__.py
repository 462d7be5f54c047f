"""The screens of the units: my work, the unit's queue, the case, its moves, approvals, messages and records."""
