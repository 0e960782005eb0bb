import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { INestApplication } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DocsDefinition } from './docs.options.js';
import type { AuthSchemes } from '../auth/auth-schemes.js';
import { completeDocument } from './openapi-document.mapper.js';
import { secureDocument } from './openapi-security.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * The OpenAPI 3.1 document of the whole application, made on the first question: it costs boot time otherwise. It is kept
 * compressed, since it has tens of kilobytes for each resource, and they are much alike.
 */
export class OpenApiDocumentLoader {
  #compressed: Promise<Buffer> | undefined;

  constructor(
    private readonly settings: DocsDefinition,
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    private readonly schemes: AuthSchemes,
  ) {}

  /** The document as JSON; always the same one. */
  async load(): Promise<Buffer> {
    return decompress(await this.loadCompressed());
  }

  /** The same, gzipped. */
  async loadCompressed(): Promise<Buffer> {
    try {
      return await (this.#compressed ??= this.#write());
    } catch (error) {
      this.#compressed = undefined;
      throw error;
    }
  }

  async #write(): Promise<Buffer> {
    return compress(JSON.stringify(this.#create()));
  }

  #create(): object {
    const { title, version, description } = this.settings;
    // Below 3.2 Swagger drops QUERY; the mapper makes 3.1 of it.
    const builder = new DocumentBuilder().setOpenAPIVersion('3.2.0').setTitle(title).setVersion(version);
    if (description !== undefined) builder.setDescription(description);
    const document = SwaggerModule.createDocument(this.#application(), builder.build());
    return completeDocument(secureDocument(document, this.schemes));
  }

  /** As much of an application as Swagger's scanner asks for; the real one is out of reach inside its own container. */
  #application(): INestApplication {
    const application = {
      container: { getModules: () => this.modules },
      config: this.config,
      getHttpAdapter: () => this.adapterHost.httpAdapter,
    };
    return application as unknown as INestApplication;
  }
}
