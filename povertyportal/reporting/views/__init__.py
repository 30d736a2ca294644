"""The pages of figures and of plans."""
