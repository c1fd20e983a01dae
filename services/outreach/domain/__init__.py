"""The rules of support outreach. Pure: no I/O."""
