"""Tables and SQL: models, engine, tenancy, planned reads, queries."""
