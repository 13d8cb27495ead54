"""What is proved about random subset sums and strong lottery tickets, as numbers."""
