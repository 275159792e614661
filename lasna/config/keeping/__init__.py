"""Backup and restore: one file that either database takes."""
