"""The relay and Janus: started for trying and for tests, and knocked at by ``lasna check``."""
