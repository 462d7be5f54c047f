"""What `make test` and `make check` need besides the tests themselves."""
