"""What every command here shares: its parser, checks of arguments, results as table, JSON and figure; `python -m rss_theory`.

Nothing of this is needed to use the package from Python, but for `InvalidInput`, which experiments raise.
"""

from rss_theory.command_line.interruption import quiet_start

quiet_start("rss_theory")
