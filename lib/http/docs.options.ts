/** Where the OpenAPI document and Swagger UI live, and what they say about the API. */
export interface DocsOptions {
  /** Path of Swagger UI. Default `docs`. */
  readonly path?: string;
  /** Path of the OpenAPI 3.1 document. Default `openapi.json`. */
  readonly openapiPath?: string;
  /** Default `API`. */
  readonly title?: string;
  /** Default `1.0`. */
  readonly version?: string;
  readonly description?: string;
}

/** The same with every default filled in and no slashes around the paths. */
export interface DocsDefinition extends DocsOptions {
  readonly path: string;
  readonly openapiPath: string;
  readonly title: string;
  readonly version: string;
}

export function completeDocsOptions(settings: DocsOptions): DocsDefinition {
  const { path = 'docs', openapiPath = 'openapi.json', title = 'API', version = '1.0', description } = settings;
  return {
    path: trimSlashes(path),
    openapiPath: trimSlashes(openapiPath),
    title,
    version,
    ...(description !== undefined && { description }),
  };
}

function trimSlashes(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
}
