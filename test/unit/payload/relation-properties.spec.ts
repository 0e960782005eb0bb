import { ValidationPipe, type Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { withRules } from '../../../lib/payload/late-rules.js';
import { schemasOf } from './document.fixture.js';
import { ORDER, shopParser } from './shop.fixture.js';

const { classes } = shopParser({ ...ORDER, bulk: true, upsert: ['code'], locking: 'optional' });

function propertiesOf(schemas: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return (schemas[name] as { properties: Record<string, unknown> }).properties;
}

describe('the relations in the classes of bodies', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

  it('are documented in each kind of body that may carry them', async () => {
    const schemas = await schemasOf([classes.create, classes.replace, classes.update, classes.upsert]);
    const create = propertiesOf(schemas, 'CreateOrderDto');
    expect(create).toMatchObject({
      customer: { description: 'A new Customer, in the place of `customerId`.', allOf: [ref('NewOrderCustomerDto')] },
      lines: { description: 'New rows of OrderLine.', type: 'array', items: ref('NewOrderLinesDto') },
      watchers: { type: 'array', items: ref('LinkOrderWatchersDto') },
      labels: { type: 'array', items: { anyOf: [ref('LinkOrderLabelsDto'), ref('NewOrderLabelsDto')] } },
    });
    expect(Object.keys(create)).toEqual(
      'code priority customerId payerId customer payer lines invoice labels watchers'.split(' '),
    );
    const changeable = ['customer', 'payer', 'labels', 'watchers'];
    for (const name of ['ReplaceOrderDto', 'UpdateOrderDto', 'UpsertOrderDto']) {
      expect(Object.keys(propertiesOf(schemas, name)).slice(-5)).toEqual([
        name === 'UpsertOrderDto' ? 'payerId' : expect.any(String),
        ...changeable,
      ]);
    }
  });

  it('take the place of the key that they bring', async () => {
    const schemas = await schemasOf([classes.create]);
    expect(schemas['CreateOrderDto']).toMatchObject({ required: ['code'] });
    expect(schemas['NewOrderLinesDto']).toMatchObject({ required: ['line', 'quantity'] });
    expect(Object.keys(propertiesOf(schemas, 'NewOrderLinesDto'))).toEqual(['line', 'quantity', 'discount']);
    expect(schemas['LinkOrderLabelsDto']).toMatchObject({ required: ['name'] });
  });

  it('are classes of their own names, of which none is that of another resource', async () => {
    const schemas = await schemasOf([classes.create]);
    expect(Object.keys(schemas).toSorted()).toEqual([
      'CreateOrderDto',
      'LinkOrderLabelsDto',
      'LinkOrderWatchersDto',
      'NewOrderCustomerAddressDto',
      'NewOrderCustomerDto',
      'NewOrderInvoiceDto',
      'NewOrderLabelsDto',
      'NewOrderLinesDto',
      'NewOrderPayerAddressDto',
      'NewOrderPayerDto',
    ]);
  });

  it("pass a host's own ValidationPipe where they are right, and no others", async () => {
    const pipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true });
    const through = (metatype: Type<object>, body: object): Promise<unknown> =>
      pipe.transform(body, { type: 'body', metatype: withRules(metatype) }) as Promise<unknown>;
    const body = {
      code: 'A1',
      customer: { name: 'Emma', address: { city: 'Highbury' } },
      payer: null,
      lines: [{ line: 1, quantity: 2 }],
      labels: [{ name: 'urgent' }, { name: 'new', colour: 'red' }],
      watchers: [{ id: 3 }],
    };
    expect(JSON.parse(JSON.stringify(await through(classes.create, body)))).toEqual(body);
    await expect(through(classes.create, { ...body, lines: [{ line: 1 }] })).rejects.toThrow('Bad Request');
    await expect(through(classes.create, { ...body, customer: { ...body.customer, role: 'x' } })).rejects.toThrow(
      'Bad Request',
    );
    await expect(through(classes.create, { ...body, watchers: { id: 3 } })).rejects.toThrow('Bad Request');
    await expect(through(classes.create, { ...body, labels: 'urgent' })).rejects.toThrow('Bad Request');
    await expect(through(classes.update, {})).resolves.toEqual({});
    await expect(through(classes.update, { lines: [] })).rejects.toThrow('Bad Request');
  });
});

describe('the classes of a bulk request', () => {
  it('are documented with keys, versions and the limit of the resource', async () => {
    const schemas = await schemasOf([classes.bulk!.request]);
    expect(schemas['BulkOrderDto']).toMatchObject({
      type: 'object',
      properties: {
        create: { type: 'array', maxItems: 1000, items: { $ref: '#/components/schemas/CreateOrderDto' } },
        update: { type: 'array', maxItems: 1000, items: { $ref: '#/components/schemas/BulkUpdateOrderDto' } },
        remove: { type: 'array', maxItems: 1000, items: { $ref: '#/components/schemas/BulkRemoveOrderDto' } },
      },
    });
    expect(schemas['BulkUpdateOrderDto']).toMatchObject({ required: ['id'] });
    expect(Object.keys(propertiesOf(schemas, 'BulkUpdateOrderDto'))).toEqual(
      'id code priority version customerId payerId customer payer labels watchers'.split(' '),
    );
    expect(schemas['BulkRemoveOrderDto']).toMatchObject({
      required: ['id'],
      properties: {
        id: { type: 'integer' },
        version: {
          type: 'integer',
          description: 'The version that the item must still have; where it has another one, nothing is changed.',
        },
      },
    });
  });

  it('demand the version where locking does, and have parts for exposed operations only', async () => {
    const { classes: strict } = shopParser({ ...ORDER, bulk: { maxItems: 5 }, operations: ['create', 'update'] });
    const schemas = await schemasOf([strict.bulk!.request]);
    expect(Object.keys(propertiesOf(schemas, 'BulkOrderDto'))).toEqual(['create', 'update']);
    expect(propertiesOf(schemas, 'BulkOrderDto')['create']).toMatchObject({ maxItems: 5 });
    expect(schemas['BulkUpdateOrderDto']).toMatchObject({ required: ['id', 'version'] });
  });

  it('are none where the resource takes none', () => {
    expect(shopParser().classes.bulk).toBeUndefined();
  });
});
