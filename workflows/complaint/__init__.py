"""投诉举报: somebody says that a public body has broken faith (政务失信)."""
