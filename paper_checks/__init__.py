"""What is printed: every statement of the five papers, tested as it stands there, and its verdict.

Imports of the papers' modules register their checks; `python -m paper_checks` runs them.
"""

from rss_theory.command_line.interruption import quiet_start

quiet_start(__name__)
