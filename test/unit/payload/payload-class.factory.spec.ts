import { Body, Controller, Get, Patch, Post, type INestApplication, type Type, ValidationPipe } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { ArrayMaxSize, IsEmail, IsIn, IsNotEmpty, IsPositive, IsUrl, Length, Matches, Max, Min } from 'class-validator';
import { afterAll, describe, expect, it } from 'vitest';
import { withRules } from '../../../lib/payload/late-rules.js';
import { createPayloadClasses, type PayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import type { Resource } from '../../../lib/resource/resource.js';
import { field, ID, resource } from './fixture.js';

const applications: INestApplication[] = [];

async function documentOf(classes: PayloadClasses): Promise<OpenAPIObject> {
  class TinyController {
    create(): void {}
    update(): void {}
    read(): void {}
  }
  const { prototype } = TinyController;
  const decorate = (
    name: 'create' | 'update' | 'read',
    verb: MethodDecorator,
    input: Type<object> | undefined,
  ): void => {
    Reflect.defineMetadata('design:paramtypes', input === undefined ? [] : [input], prototype, name);
    if (input !== undefined) Body()(prototype, name, 0);
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
    verb(prototype, name, descriptor);
    ApiOkResponse({ type: name === 'read' ? classes.list : classes.read })(prototype, name, descriptor);
  };
  decorate('create', Post(), classes.create);
  decorate('update', Patch(), classes.update);
  decorate('read', Get(), undefined);
  Controller('books')(TinyController);
  const module = await Test.createTestingModule({ controllers: [TinyController] }).compile();
  const application = module.createNestApplication();
  applications.push(application);
  await application.init();
  return SwaggerModule.createDocument(application, new DocumentBuilder().setOpenAPIVersion('3.1.0').build());
}

afterAll(async () => {
  for (const application of applications) await application.close();
});

const TWELVE = resource([
  ID,
  field('title', { length: 200, description: 'As on the cover.' }),
  field('status', { type: 'enum', enumValues: ['draft', 'live'], optional: true, default: 'draft' }),
  field('price', { type: 'decimal', precision: 10, scale: 2, nullable: true }),
  field('views', { type: 'bigint', creatable: false, updatable: false, optional: true }),
  field('rating', { type: 'float', nullable: true }),
  field('publishedOn', { type: 'date' }),
  field('updatedAt', { type: 'datetime', role: 'updateDate', creatable: false, updatable: false, optional: true }),
  field('cover', { type: 'binary', length: 6, nullable: true }),
  field('tags', { isArray: true, optional: true }),
  field('extra', { type: 'json', nullable: true }),
  field('password', { readable: false, length: 72 }),
]);

describe('the classes of a resource', () => {
  it('are documented in OpenAPI 3.1 exactly as the columns are', async () => {
    const document = await documentOf(createPayloadClasses(TWELVE, undefined));
    const title = { type: 'string', maxLength: 200, description: 'As on the cover.', example: 'text' };
    const price = {
      type: ['string', 'null'],
      format: 'decimal',
      pattern: '^-?\\d{1,8}(\\.\\d{1,2})?$',
      example: '12.50',
    };
    const rating = { type: ['number', 'null'], format: 'double', example: 1 };
    const publishedOn = { type: 'string', format: 'date', example: '2024-05-31' };
    const cover = {
      type: ['string', 'null'],
      format: 'byte',
      contentEncoding: 'base64',
      maxLength: 8,
      example: 'aGVsbG8=',
    };
    const tags = { type: 'array', items: { type: 'string' }, example: ['text'] };
    const status = { allOf: [{ $ref: '#/components/schemas/BookStatus' }], example: 'draft' };
    const extra = { anyOf: [{}] };
    const password = { type: 'string', maxLength: 72, writeOnly: true, example: 'text' };
    expect(document.components?.schemas).toEqual({
      BookStatus: { type: 'string', enum: ['draft', 'live'] },
      CreateBookDto: {
        type: 'object',
        properties: {
          title,
          status: { ...status, default: 'draft' },
          price,
          rating,
          publishedOn,
          cover,
          tags,
          extra,
          password,
        },
        required: ['title', 'publishedOn', 'password'],
      },
      UpdateBookDto: {
        type: 'object',
        properties: { title, status, price, rating, publishedOn, cover, tags, extra, password },
      },
      BookDto: {
        type: 'object',
        properties: {
          id: { type: 'integer', format: 'int32', minimum: 1, maximum: 2147483647, readOnly: true, example: 1 },
          title,
          status,
          price,
          views: {
            type: 'string',
            format: 'int64',
            pattern: '^(0|-?[1-9]\\d{0,18})$',
            readOnly: true,
            example: '9007199254740993',
          },
          rating,
          publishedOn,
          updatedAt: { type: 'string', format: 'date-time', readOnly: true, example: '2024-05-31T12:30:00.000Z' },
          cover,
          tags,
          extra,
        },
        required: [
          'id',
          'title',
          'status',
          'price',
          'views',
          'rating',
          'publishedOn',
          'updatedAt',
          'cover',
          'tags',
          'extra',
        ],
      },
    });
  });

  it('are named after the resource and the operation', () => {
    const { bulk, ...classes } = createPayloadClasses(TWELVE, undefined);
    expect(bulk).toBeUndefined();
    expect(Object.entries(classes).map(([purpose, type]) => `${purpose} ${type.name}`)).toEqual([
      'create CreateBookDto',
      'replace ReplaceBookDto',
      'update UpdateBookDto',
      'upsert CreateBookDto',
      'read BookDto',
      'list BookDto',
    ]);
    expect(new classes.create()).toBeInstanceOf(classes.create);
  });

  it('have one of their own for rows of a list that differ from items', () => {
    const { read } = TWELVE.representation;
    const classes = createPayloadClasses(
      { ...TWELVE, representation: { read, list: read.slice(0, 2), computed: [] } },
      undefined,
    );
    expect(classes.list.name).toBe('BookListItemDto');
    expect(classes.list).not.toBe(classes.read);
  });

  it('are the view of the resource where it names one', () => {
    class BookView {}
    const classes = createPayloadClasses(
      { ...TWELVE, representation: { read: [], list: [], computed: [], view: BookView } },
      undefined,
    );
    expect([classes.read, classes.list]).toEqual([BookView, BookView]);
  });

  it('nest embedded columns in classes of their own, nullable when every column is', async () => {
    const fields = [
      ID,
      field('address.city', { length: 40 }),
      field('address.geo.lat', { type: 'float', nullable: true }),
    ];
    const classes = createPayloadClasses(resource(fields), undefined);
    const nested = Reflect.getMetadata('design:type', classes.create.prototype as object, 'address') as Type<object>;
    expect(nested.name).toBe('CreateBookAddressDto');
    const schemas = (await documentOf(classes)).components!.schemas!;
    expect(Object.keys(schemas).toSorted().join(' ')).toBe(
      'BookAddressDto BookAddressGeoDto BookDto CreateBookAddressDto CreateBookAddressGeoDto CreateBookDto ' +
        'UpdateBookAddressDto UpdateBookAddressGeoDto UpdateBookDto',
    );
    expect(schemas['CreateBookDto']).toMatchObject({
      properties: { address: { $ref: '#/components/schemas/CreateBookAddressDto' } },
      required: ['address'],
    });
    expect(schemas['CreateBookAddressDto']).toMatchObject({
      properties: { geo: { anyOf: [{ $ref: '#/components/schemas/CreateBookAddressGeoDto' }, { type: 'null' }] } },
      required: ['city'],
    });
  });

  it('show computed fields as read-only', async () => {
    const computed = [
      { name: 'label', property: 'label', type: 'string' },
      { name: 'seenAt', property: 'seenAt', type: 'datetime' },
    ] as const;
    const described: Resource = { ...TWELVE, representation: { ...TWELVE.representation, computed } };
    const schemas = (await documentOf(createPayloadClasses(described, undefined))).components!.schemas!;
    expect(schemas['BookDto']).toMatchObject({
      properties: {
        label: { type: 'string', readOnly: true },
        seenAt: { type: 'string', format: 'date-time', readOnly: true },
      },
    });
  });

  it("reflect the entity's own rules and words", async () => {
    class Contact {
      @IsEmail()
      @Length(6, 100)
      email: string;
      @IsUrl()
      site: string;
      @Matches(/^[A-Z]{2}\d+$/)
      code: string;
      @Matches(/^x$/i)
      loose: string;
      @Min(18)
      @Max(130)
      age: number;
      @IsPositive()
      weight: number;
      @Min(5)
      price: string;
      @IsIn(['de', 'en'])
      language: string;
      @ArrayMaxSize(3)
      @Length(1, 5, { each: true })
      tags: string[];
      @IsNotEmpty()
      @ApiProperty({ description: 'How friends say it.', example: 'Emmy' })
      nickname: string;
    }
    const fields = [
      field('email', { length: 60 }),
      ...['site', 'code', 'loose', 'language', 'nickname'].map((name) => field(name)),
      field('age', { type: 'int', minimum: 0, maximum: 255 }),
      field('weight', { type: 'float' }),
      field('price', { type: 'decimal', precision: 6, scale: 2 }),
      field('tags', { isArray: true }),
    ];
    const schemas = (await documentOf(createPayloadClasses(resource(fields), Contact))).components!.schemas!;
    expect(schemas['CreateBookDto']).toMatchObject({
      properties: {
        email: { type: 'string', format: 'email', minLength: 6, maxLength: 60, example: 'ada@example.com' },
        site: { type: 'string', format: 'uri', example: 'https://example.com' },
        language: { type: 'string', enum: ['de', 'en'], example: 'de' },
        nickname: { type: 'string', minLength: 1, description: 'How friends say it.', example: 'Emmy' },
        age: { type: 'integer', format: 'int32', minimum: 18, maximum: 130, example: 18 },
        weight: { type: 'number', format: 'double', exclusiveMinimum: 0, example: 1 },
        tags: { type: 'array', maxItems: 3, items: { type: 'string', minLength: 1, maxLength: 5 }, example: ['text'] },
      },
    });
    const { code, loose, price } = (schemas['CreateBookDto'] as { properties: Record<string, unknown> }).properties;
    expect(code).toEqual({ type: 'string', pattern: '^[A-Z]{2}\\d+$' });
    expect(loose).toEqual({ type: 'string' });
    expect(price).toEqual({ type: 'string', format: 'decimal', pattern: '^-?\\d{1,4}(\\.\\d{1,2})?$' });
  });

  it("work with a host's own ValidationPipe, which keeps every known key and finds what the columns refuse", async () => {
    const classes = createPayloadClasses(TWELVE, undefined);
    const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
    const body = {
      title: 'x',
      price: '1.50',
      publishedOn: '2024-05-31',
      password: 'secret',
      tags: ['a'],
      extra: { a: 1 },
      cover: null,
    };
    const accepted = (await pipe.transform(body, { type: 'body', metatype: withRules(classes.create) })) as object;
    expect(accepted).toBeInstanceOf(classes.create);
    expect({ ...accepted }).toEqual(body);
    await expect(
      pipe.transform({ ...body, price: '1.234' }, { type: 'body', metatype: withRules(classes.create) }),
    ).rejects.toThrow('Bad Request');
    await expect(pipe.transform({ title: 5 }, { type: 'body', metatype: withRules(classes.update) })).rejects.toThrow(
      'Bad Request',
    );
    await expect(pipe.transform({}, { type: 'body', metatype: withRules(classes.update) })).resolves.toEqual({});
  });
});
