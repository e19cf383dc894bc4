"""OpenAPI and Swagger definitions as entries of the registry of APIs."""
