"""The public site: what citizens and enterprises see and send. Every view translates one call of the domain."""
