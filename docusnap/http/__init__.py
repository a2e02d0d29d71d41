"""What all routes need: authentication, problem details, bodies, the OpenAPI document, headers, connections."""
