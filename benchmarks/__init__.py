"""Our speed beside what a user would otherwise do, each comparison within one run."""
