import type { INestApplication } from '@nestjs/common';
import type { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DocsDefinition } from './docs.options.js';
import type { AuthSchemes } from '../auth/auth-schemes.js';
import { completeDocument } from './openapi-document.mapper.js';
import { secureDocument } from './openapi-security.js';

/** The OpenAPI 3.1 document of the whole application, made on the first question: it costs boot time otherwise. */
export class OpenApiDocumentLoader {
  #text: string | undefined;

  constructor(
    private readonly settings: DocsDefinition,
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    private readonly schemes: AuthSchemes,
  ) {}

  /** The document as JSON text; always the same one. */
  load(): string {
    return (this.#text ??= JSON.stringify(this.#create()));
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
