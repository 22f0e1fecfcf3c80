"""The calendar, pure: rules, schedules, occurrences, closures, conflicts, slots, and their wording for people.

No I/O, no async, no framework: only the standard library, tzdata and python-dateutil. Dates and times are wall-clock
values of the place where a session is held. They become instants only where a function is given a time zone.
"""
