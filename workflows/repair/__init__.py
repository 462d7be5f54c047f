"""信用修复: a breach is corrected; publication, sharing and sanctions end."""
