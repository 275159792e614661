"""Who is here now, who knocks, and what is kept of it."""
