"""Ground floor: frozen data, no input or output, no third-party import."""
