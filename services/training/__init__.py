"""Training (培训): classes, admission, attendance, assessment, results."""
