"""Layers of GIS files as tables: geometries in longitude and latitude, attributes as texts."""
