"""Numerics for any law: convolutions between singular points, Fourier series. No law is known here by name."""
