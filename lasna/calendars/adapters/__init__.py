"""Servers of calendars, and the program that reads their files. That program does without us."""
