"""The register of records for staff: entering, verifying, changing outside a case, and sheets."""
