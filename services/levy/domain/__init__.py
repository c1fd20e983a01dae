"""Rules of the levy: pure, without I/O."""
