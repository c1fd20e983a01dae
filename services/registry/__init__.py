"""The registry (实名制): persons, certificates, needs, and the closed loop of each person."""
