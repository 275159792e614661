"""The seam between what happens and who sees it: rooms, events, commands, visits. See docs/protocol.md."""
