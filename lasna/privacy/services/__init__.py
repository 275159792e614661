"""Verbs over all packages: give a copy, erase, keep to the rules."""
