"""Recruitment (招聘): job seekers, posts, placements."""
