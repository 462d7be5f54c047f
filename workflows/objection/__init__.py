"""信用信息异议: somebody says that a credit record is wrong."""
