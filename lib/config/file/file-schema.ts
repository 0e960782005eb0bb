import type { Definition, ObjectDefinition, TextDefinition } from './definition.js';
import { ACCESS_DEFINITIONS } from './definitions/access.definitions.js';
import { FILE_DEFINITION } from './definitions/root.definition.js';

type Schema = Readonly<Record<string, unknown>>;

/** A scalar with `${VARIABLE}` in it, whose value nobody knows before the start. */
const VARIABLE: Schema = {
  type: 'string',
  pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}',
  description: '${VARIABLE}, or ${VARIABLE:-default}',
};

const OR_VARIABLE: Schema = { $ref: '#/$defs/variable' };

/** The JSON Schema of a file, for editors: made from the definitions that a file is checked against. */
export function fileSchema(): Schema {
  const named = Object.entries(ACCESS_DEFINITIONS).map(([name, definition]) => [name, schemaOf(definition)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A REST API of nestjs-lightapi',
    ...schemaOf(FILE_DEFINITION),
    $defs: { variable: VARIABLE, ...(Object.fromEntries(named) as Schema) },
  };
}

function schemaOf(definition: Definition): Schema {
  const { description } = definition;
  return { ...(description !== undefined && { description }), ...constraintsOf(definition) };
}

function constraintsOf(definition: Definition): Schema {
  switch (definition.kind) {
    case 'text':
      return textSchema(definition);
    case 'number':
      return orVariable({
        type: definition.isWhole ? 'integer' : 'number',
        ...(definition.minimum !== undefined && { minimum: definition.minimum }),
        ...(definition.maximum !== undefined && { maximum: definition.maximum }),
      });
    case 'choice':
      return orVariable({ enum: definition.values });
    case 'list':
      return {
        type: 'array',
        items: schemaOf(definition.item),
        ...(definition.isNeverEmpty && { minItems: 1 }),
      };
    case 'object':
      return objectSchema(definition);
    case 'map':
      return {
        type: 'object',
        propertyNames: { pattern: definition.names },
        additionalProperties: schemaOf(definition.value),
      };
    case 'anyOf':
      return { anyOf: definition.options.map(schemaOf) };
    case 'anything':
      return { type: 'object' };
    case 'reference':
      // Draft 7 has no other words beside a reference.
      return definition.description === undefined ? referTo(definition.name) : { allOf: [referTo(definition.name)] };
  }
}

function textSchema({ pattern }: TextDefinition): Schema {
  return pattern === undefined ? { type: 'string' } : orVariable({ type: 'string', pattern });
}

function objectSchema({ members, required, isOneOf, mayBeBlank }: ObjectDefinition): Schema {
  return {
    type: mayBeBlank ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(Object.entries(members).map(([name, member]) => [name, schemaOf(member)])),
    additionalProperties: false,
    ...(required && { required }),
    ...(isOneOf && { minProperties: 1, maxProperties: 1 }),
  };
}

function orVariable(schema: Schema): Schema {
  return { anyOf: [schema, OR_VARIABLE] };
}

function referTo(name: string): Schema {
  return { $ref: `#/$defs/${name}` };
}
