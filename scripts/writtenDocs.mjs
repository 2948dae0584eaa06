// Everything that is written from the built product's own declarations; with --check only says what is stale. One process: each
// would load the product by itself.
await import('./openapi.mjs');
await import('./events.mjs');
await import('./errors.mjs');
