"""Use cases: may I? load, decide, write, return."""
