"""The rules of recruitment. Pure: no I/O."""
