"""burkholz2022, statement by statement."""
