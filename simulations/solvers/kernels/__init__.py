"""Compiled kernels: subset sums in fixed point, and searches among them."""
