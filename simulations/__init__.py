"""What is measured about random subset sums: solvers, the Monte Carlo engine, experiments."""

from rss_theory.command_line.interruption import quiet_start

quiet_start(__name__)
