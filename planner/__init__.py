"""Selections to SQL to JSON: what a query selects, fetched set at a time and shaped into JSON-ready values."""
