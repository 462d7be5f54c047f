"""Database engine of the embedded server: PostgreSQL as Django knows it, started when first needed."""
