"""Papers: their numbers, signatures, PDFs and service."""
