"""Sample data: a made-up contact centre, the same for the same seed, written as a platform would export it."""
