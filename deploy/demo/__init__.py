"""The closed loop of Tianqiao (bulletin of 2020-04-21, last section), run through the public interfaces only."""
