"""The contract: Strawberry types, inputs, payloads, queries and mutations."""
