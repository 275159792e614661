"""What the client's own page shows, and what staff see of it."""
