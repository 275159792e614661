"""Reading: what screens and pages show."""
