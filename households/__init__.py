"""People, households, and the yearly review of who is poor."""
