"""natale2024, statement by statement."""
