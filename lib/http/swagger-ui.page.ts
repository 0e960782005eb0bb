import type { DocsDefinition } from './docs.options.js';

/** Name of the script that starts Swagger UI; a file of its own, since the page allows no inline script. */
export const INITIALIZER_NAME = 'swagger-initializer.js';

/** What the page may load (CSP Level 3): its own files, and images that the style sheet carries inside. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The page of Swagger UI.
 *
 * @param directory where its files are, relative to the URL of the page
 * @param version put into the URLs of the files
 */
export function swaggerUiPage(settings: DocsDefinition, directory: string, version: string): string {
  const url = (name: string): string => escapeHtml(`${directory}${name}?v=${encodeURIComponent(version)}`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(settings.title)}</title>
    <link rel="stylesheet" href="${url('swagger-ui.css')}">
    <link rel="icon" type="image/png" href="${url('favicon-32x32.png')}">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${url('swagger-ui-bundle.js')}"></script>
    <script src="${escapeHtml(directory + INITIALIZER_NAME)}"></script>
  </body>
</html>
`;
}

/** The script that starts Swagger UI. It finds the document from its own address, whatever prefix stands before both. */
export function swaggerUiInitializer({ path, openapiPath }: DocsDefinition): string {
  const upwards = '../'.repeat(path === '' ? 0 : path.split('/').length);
  return `SwaggerUIBundle({
  url: new URL(${JSON.stringify(upwards + openapiPath)}, document.currentScript.src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
});
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
