"""A page where a person drops a file, and the API that programs call (``tamis serve``)."""
