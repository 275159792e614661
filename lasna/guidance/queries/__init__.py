"""What clients tried, and who asks for help."""
