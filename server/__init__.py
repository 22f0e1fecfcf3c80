"""The process: Starlette app, settings, authentication, GraphQL over HTTP, limits, health, command line."""
