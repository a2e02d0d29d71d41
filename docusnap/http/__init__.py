"""What every door needs: who may come in, problem details, bodies, the OpenAPI document, headers, connections."""
