"""What is asked of clients before meetings, what they read, and the words of the messages about it."""
