"""The figures of poverty; importing them registers them."""

from households.indicators import figures, panels, plans

__all__ = ["figures", "panels", "plans"]
