"""Support outreach (帮扶)."""
