"""What is measured about random subset sums: solvers, the Monte Carlo engine, experiments."""
