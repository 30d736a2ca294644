"""The lists: one module each, with its filters and its columns; `base` is what they share."""
