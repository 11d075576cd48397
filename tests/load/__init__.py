"""Many visitors at once, who speak the framework's own protocol."""
