import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A file of Swagger UI that is served as it is. */
export interface SwaggerUiAsset {
  /** Last segment of its URL. */
  readonly name: string;
  /** Where it lies on disk. */
  readonly file: string;
  readonly contentType: string;
}

/** The files of Swagger UI that the page loads, and no others. */
export interface SwaggerUiAssets {
  /** Of `swagger-ui-dist`. Goes into URLs, so that browsers may keep the files for good. */
  readonly version: string;
  readonly assets: readonly SwaggerUiAsset[];
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * Finds `swagger-ui-dist`, which is a dependency of `@nestjs/swagger` and therefore looked for from there.
 *
 * @throws Error when it is not installed
 */
export function findSwaggerUi(): SwaggerUiAssets {
  const nestSwagger = createRequire(import.meta.url).resolve('@nestjs/swagger/package.json');
  const manifest = createRequire(nestSwagger).resolve('swagger-ui-dist/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const assets = Object.entries(CONTENT_TYPES).map(([name, contentType]) => ({
    name,
    contentType,
    file: join(dirname(manifest), name),
  }));
  return { version, assets };
}
