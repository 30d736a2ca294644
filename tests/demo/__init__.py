"""Tests over the whole demo city."""
