"""Functions from a View and prepared data to what a page shows. They read measured frames, never rows."""
