import { createReadStream } from 'node:fs';
import {
  Controller,
  Get,
  Inject,
  Logger,
  Optional,
  Req,
  Res,
  StreamableFile,
  type Type,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { type AbstractHttpAdapter, ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { AuthSchemes, NO_SCHEMES } from '../auth/auth-schemes.js';
import { acceptsGzip } from './accepted-coding.js';
import { completeDocsOptions, type DocsDefinition, type DocsOptions } from './docs.options.js';
import { OpenApiDocumentLoader } from './openapi-document.loader.js';
import type { HttpRequest } from './request-parameters.js';
import { findSwaggerUi, type SwaggerUiAsset, type SwaggerUiAssets } from './swagger-ui.assets.js';
import { INITIALIZER_NAME, PAGE_POLICY, swaggerUiInitializer, swaggerUiPage } from './swagger-ui.page.js';

type Headers = Readonly<Record<string, string>>;
type Handler = (this: DocsController, request: unknown, response: unknown) => void;

const REVALIDATE = 'no-cache';
const KEEP_FOR_GOOD = 'public, max-age=31536000, immutable';

/** What the controllers of the docs share. They answer by themselves, so that an interceptor cannot reshape a file. */
class DocsController {
  constructor(
    readonly adapterHost: HttpAdapterHost,
    readonly modules: ModulesContainer,
    readonly config: ApplicationConfig,
    readonly schemes: AuthSchemes = NO_SCHEMES,
  ) {}

  get adapter(): AbstractHttpAdapter {
    return this.adapterHost.httpAdapter;
  }

  send(response: unknown, body: string | StreamableFile, headers: Headers): void {
    const { adapter } = this;
    for (const [name, value] of Object.entries({ 'x-content-type-options': 'nosniff', ...headers })) {
      adapter.setHeader(response, name, value);
    }
    adapter.reply(response, body, 200);
  }
}

/**
 * Makes the controllers of the OpenAPI document and of Swagger UI. They take part in the global prefix and in global
 * guards like any other, but not in versioning, and are not part of the document themselves.
 */
export function createDocsControllers(settings: DocsOptions): Type<unknown>[] {
  const complete = completeDocsOptions(settings);
  const controllers = [createDocumentController(complete)];
  try {
    controllers.push(createSwaggerUiController(complete, findSwaggerUi()));
  } catch (error) {
    new Logger('LightApi').warn(`Swagger UI is not served, because swagger-ui-dist cannot be found: ${String(error)}`);
  }
  return controllers;
}

function createDocumentController(settings: DocsDefinition): Type<unknown> {
  class OpenApiController extends DocsController {
    readonly #document = new OpenApiDocumentLoader(settings, this.modules, this.config, this.adapterHost, this.schemes);

    async document(request: HttpRequest, response: unknown): Promise<void> {
      const isCompressed = acceptsGzip(String(request.headers['accept-encoding'] ?? ''));
      const body = await (isCompressed ? this.#document.loadCompressed() : this.#document.load());
      this.send(response, new StreamableFile(body, { length: body.byteLength }), {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': REVALIDATE,
        vary: 'Accept-Encoding',
        ...(isCompressed && { 'content-encoding': 'gzip' }),
      });
    }
  }
  addRoute(OpenApiController, '/', 'document');
  return decorateController(OpenApiController, settings.openapiPath);
}

function createSwaggerUiController(settings: DocsDefinition, { version, assets }: SwaggerUiAssets): Type<unknown> {
  const lastSegment = settings.path.split('/').at(-1)!;
  const pages = {
    besides: swaggerUiPage(settings, `./${lastSegment}/`, version),
    inside: swaggerUiPage(settings, './', version),
  };
  class SwaggerUiController extends DocsController {
    page(request: unknown, response: unknown): void {
      const path = String(this.adapter.getRequestUrl(request)).split('?', 1)[0]!;
      this.send(response, path.endsWith('/') || lastSegment === '' ? pages.inside : pages.besides, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': REVALIDATE,
        'content-security-policy': PAGE_POLICY,
        'referrer-policy': 'no-referrer',
      });
    }
  }
  addRoute(SwaggerUiController, '/', 'page');
  addHandler(SwaggerUiController, INITIALIZER_NAME, initializerHandler(settings));
  for (const asset of assets) addHandler(SwaggerUiController, asset.name, assetHandler(asset));
  return decorateController(SwaggerUiController, settings.path);
}

function initializerHandler(settings: DocsDefinition): Handler {
  const script = swaggerUiInitializer(settings);
  const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': REVALIDATE };
  return function sendInitializer(_request, response) {
    this.send(response, script, headers);
  };
}

function assetHandler({ file, contentType }: SwaggerUiAsset): Handler {
  const headers = { 'content-type': contentType, 'cache-control': KEEP_FOR_GOOD };
  return function sendAsset(_request, response) {
    this.send(response, new StreamableFile(createReadStream(file)), headers);
  };
}

/** A route for each file rather than one with a parameter, which would hide the application's own routes below it. */
function addHandler(controller: Type<DocsController>, fileName: string, handler: Handler): void {
  Object.defineProperty(controller.prototype, fileName, { value: handler, configurable: true, writable: true });
  addRoute(controller, fileName, fileName);
}

function addRoute(controller: Type<DocsController>, path: string, name: string): void {
  const prototype: object = controller.prototype;
  Req()(prototype, name, 0);
  Res()(prototype, name, 1);
  Get(path)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name)!);
}

function decorateController(controller: Type<DocsController>, path: string): Type<unknown> {
  for (const [index, token] of [HttpAdapterHost, ModulesContainer, ApplicationConfig, AuthSchemes].entries()) {
    Inject(token)(controller, undefined, index);
  }
  // An application may have the docs without the rest.
  Optional()(controller, undefined, 3);
  ApiExcludeController()(controller);
  Controller({ path, version: VERSION_NEUTRAL })(controller);
  return controller;
}
