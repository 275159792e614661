"""Trying with a phone on the same network: ``lasna run --https --host 0.0.0.0``.

A small certificate authority of this data folder, a certificate for this machine's own names and addresses,
and a second address where a phone fetches what it must trust. Production is served behind a proxy instead.
"""
