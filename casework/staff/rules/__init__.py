"""The pages of rules and time limits: lists, one rule with its versions, drafting a change, rehearsing and deciding it."""
