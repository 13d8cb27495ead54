"""Our speed beside what a user would otherwise do, each comparison within one run."""

from rss_theory.command_line.interruption import quiet_start

quiet_start(__name__)
