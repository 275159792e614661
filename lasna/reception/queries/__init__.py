"""Reading when a reception is open, who waits there, and how it went."""
