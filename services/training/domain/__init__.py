"""The rules of training. Pure: no I/O."""
