"""The calendar, pure: rules, schedules, occurrences, closures, conflicts, slots, and their wording for people.

No I/O, no async, no framework: only the standard library and python-dateutil. Dates are the practice's, times are
on the wall clock; an instant appears only where a zone is given.
"""
