"""JSON documents against JSON Schemas: one library decides, another explains what failed."""
