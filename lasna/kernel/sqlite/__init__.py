"""Django's SQLite, with writers of one process coming one after another."""
