"""Pictures of what is proved and measured: one module a figure, `python -m figures NAME`.

A figure module has `EXPERIMENTS`, the experiments that it needs; `TRIALS`, how many of each; and `draw(observed, run)`, which returns
a matplotlib figure. Its docstring's first line is what `--list` shows.
"""

from rss_theory.command_line.interruption import quiet_start

quiet_start(__name__)
