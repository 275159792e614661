"""Reading what is open, free and booked."""
