import type { Field } from '../../../resource/field.js';
import type { Relation, Resource } from '../../../resource/resource.js';
import type { ApiRequest } from '../api-client.js';
import { ECHO, type Inquiry } from '../inquiry.js';
import type { Probe, ProbePlace } from '../probe.js';

/** A way to say a name; the answer must not tell whether somebody else could say it. */
type Place = (name: string) => ApiRequest;

const SUGGESTION = / Did you mean \\"[^"]*\\"\?/g;

/** Names that are hidden, wherever a name can stand: answered like names that nobody ever gave to anything. */
export function nameProbes(place: ProbePlace): readonly Probe[] {
  const { resource, vocabulary } = place;
  const own = hiddenNames(place, resource);
  const related = [...vocabulary.filterable.values()].flatMap((relation) =>
    hiddenNames(place, relation.target).flatMap((name) =>
      relatedPlaces(place, relation).map((spot) => nameProbe(spot, name)),
    ),
  );
  const unwritable = own.filter((name) => !isWritable(place, resource.fieldByName.get(name)));
  const unknown = [...resource.relations.keys()].filter(
    (name) => !vocabulary.filterable.has(name) && !vocabulary.includable.has(name),
  );
  const relations = [...place.stored.undeclared, ...unknown].filter((name) => !vocabulary.visibleFields.has(name));
  return [
    ...own.flatMap((name) => questionPlaces(place).map((spot) => nameProbe(spot, name))),
    ...unwritable.flatMap((name) => bodyPlaces(place).map((spot) => nameProbe(spot, name))),
    ...relations.flatMap((name) => questionPlaces(place).map((spot) => nameProbe(spot, name))),
    ...related,
  ];
}

function nameProbe(spot: Place, name: string): Probe {
  return {
    cost: 3,
    run: async (inquiry) => {
      await askSame(inquiry, spot, name);
      await askNear(inquiry, spot, `${name}q`, name);
    },
  };
}

async function askSame(inquiry: Inquiry, spot: Place, name: string): Promise<void> {
  const request = spot(name);
  const missing = missingName(name);
  const answer = await inquiry.ask(request);
  const other = await inquiry.ask(spot(missing));
  if (answer.status < 400) {
    inquiry.report('text', request, `"${name}" is hidden, and the answer is ${answer.status}.`);
  } else if (answer.status !== other.status || plain(answer.text) !== plain(other.text.replaceAll(missing, name))) {
    inquiry.report('text', request, `"${name}" is hidden, and is answered otherwise than a name that does not exist.`);
  }
}

/** What is nearly the hidden name must not bring it up. */
async function askNear(inquiry: Inquiry, spot: Place, near: string, name: string): Promise<void> {
  const request = spot(near);
  const { text } = await inquiry.ask(request);
  const words = [`\\"${name}\\"`, `.${name}\\"`, `"${name}"`];
  const memberNames = ['"code"', '"detail"', '"title"', '"type"', '"status"', '"errors"', '"hint"', '"allowed"'];
  const said = words.find((word) => !memberNames.includes(word) && text.includes(word));
  if (said !== undefined) inquiry.report('text', request, `The answer suggests "${name}", which is hidden.`);
}

function isWritable(place: ProbePlace, field: Field | undefined): boolean {
  return field !== undefined && (place.mayGive(field) || place.mayChange(field));
}

/** Columns that the principal does not know of. */
function hiddenNames({ world, seen }: ProbePlace, resource: Resource): readonly string[] {
  return world
    .of(resource)
    .columns.filter((field) => !seen.knows(resource, field) && !resource.relations.has(field.name))
    .map(({ name }) => name);
}

function questionPlaces(place: ProbePlace): readonly Place[] {
  const list = place.path();
  const search = place.path('search');
  const item = place.path(...(place.stored.rows[0]?.key ?? place.resource.key.map(() => '1')));
  return [
    ...(place.has('GET', 'collection')
      ? [
          ...['', '__contains', '__gte', '__isnull'].map((operator) =>
            get(list, (name) => `${name}${operator}=${ECHO}`),
          ),
          get(list, (name) => `ordering=${name}`),
          get(list, (name) => `ordering=-${name}`),
          get(list, (name) => `fields=${name}`),
          get(list, (name) => `include=${name}`),
          get(list, (name) => `filter=${JSON.stringify({ [name]: { eq: ECHO } })}`),
          get(list, (name) => `filter=${JSON.stringify({ not: { [name]: { isnull: true } } })}`),
        ]
      : []),
    ...(place.has('POST', 'search')
      ? [
          post(search, (name) => ({ filter: { [name]: { eq: ECHO } } })),
          post(search, (name) => ({ ordering: [name] })),
          post(search, (name) => ({ fields: [name] })),
          post(search, (name) => ({ include: [name] })),
          post(search, (name) => ({ [name]: ECHO })),
        ]
      : []),
    ...(place.has('GET', 'item')
      ? [get(item, (name) => `fields=${name}`), get(item, (name) => `include=${name}`)]
      : []),
  ];
}

function relatedPlaces(place: ProbePlace, { name: relation, kind, includable }: Relation): readonly Place[] {
  if (!place.has('GET', 'collection')) return [];
  const list = place.path();
  return [
    get(list, (name) => `${relation}.${name}=${ECHO}`),
    get(list, (name) => `${relation}.${name}__startswith=${ECHO}`),
    ...(kind === 'one'
      ? [
          get(list, (name) => `ordering=${relation}.${name}`),
          get(list, (name) => `filter=${JSON.stringify({ [`${relation}.${name}`]: { eq: ECHO } })}`),
        ]
      : [get(list, (name) => `filter=${JSON.stringify({ [relation]: { some: { [name]: { eq: ECHO } } } })}`)]),
    ...(includable
      ? [
          get(list, (name) => `include=${relation}&fields=${relation}.${name}`),
          get(list, (name) => `include=${relation}&${relation}.ordering=${name}`),
        ]
      : []),
  ];
}

function bodyPlaces(place: ProbePlace): readonly Place[] {
  const row = place.sample.open[0] ?? place.stored.rows[0];
  return [
    ...(place.has('POST', 'collection') ? [post(place.path(), (name) => ({ [name]: ECHO }))] : []),
    ...(place.has('PATCH', 'item') && row !== undefined
      ? [(name: string): ApiRequest => ({ method: 'PATCH', path: place.path(...row.key), body: { [name]: ECHO } })]
      : []),
  ];
}

function get(path: string, queryOf: (name: string) => string): Place {
  return (name) => ({ method: 'GET', path: `${path}?${encodeURI(queryOf(name))}` });
}

function post(path: string, bodyOf: (name: string) => unknown): Place {
  return (name) => ({ method: 'POST', path, body: bodyOf(name) });
}

/** As long as the name, and like no other. */
function missingName(name: string): string {
  return name.replaceAll(/[^.]/g, (_letter, index: number) => (index % 2 === 0 ? 'q' : 'z'));
}

/** Names that are near are known ones: which is nearest depends on the letters of what was sent. */
function plain(text: string): string {
  return text.replaceAll(SUGGESTION, '');
}
