"""The settings of the installation: one typed table, read once, refused in words."""

from lasna.config.environment import table
from lasna.config.environment.reading import Environment, Unusable, listed, read, unknown
from lasna.config.environment.table import SETTINGS, Setting

__all__ = ["SETTINGS", "Environment", "Setting", "Unusable", "listed", "read", "table", "unknown"]
