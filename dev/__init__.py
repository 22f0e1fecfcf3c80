"""What only development has: the embedded PostgreSQL, the demo, and tokens signed by the local key.

Production imports none of it: of the other packages only the command line does, inside of the commands that need it.
"""
