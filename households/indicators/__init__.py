"""The figures of poverty; importing them registers them."""

from households.indicators import figures, panels

__all__ = ["figures", "panels"]
