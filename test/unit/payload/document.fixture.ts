import { Controller, Get, type Type } from '@nestjs/common';
import { ApiExtraModels, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';

/** The schemas of the classes, and of those they lead to, as an OpenAPI 3.1 document has them. */
export async function schemasOf(models: readonly Type<object>[]): Promise<Readonly<Record<string, unknown>>> {
  class TinyController {
    read(): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(TinyController.prototype, 'read')!;
  Get()(TinyController.prototype, 'read', descriptor);
  ApiExtraModels(...models)(TinyController);
  Controller('tiny')(TinyController);
  const module = await Test.createTestingModule({ controllers: [TinyController] }).compile();
  const application = module.createNestApplication();
  await application.init();
  const document = SwaggerModule.createDocument(application, new DocumentBuilder().setOpenAPIVersion('3.1.0').build());
  await application.close();
  return document.components!.schemas!;
}
