"""What numba does at a process's first kernel, compiled or kept: a third of a second."""

from numba.core.registry import cpu_target

cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
