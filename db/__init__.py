"""Tables and SQL: models, engine, tenancy, filters, joins, what the calendar loads."""
