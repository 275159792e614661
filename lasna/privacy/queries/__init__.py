"""Reading what is held, who looked, what grows old."""
