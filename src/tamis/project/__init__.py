"""Many files at once: which ones, with which settings, and what is known of them already."""
