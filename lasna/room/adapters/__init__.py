"""What carries media beyond two: Janus. Media never passes Python; browsers never reach Janus's API."""
