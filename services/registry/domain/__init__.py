"""The registry's rules. Pure: no I/O, no framework."""
