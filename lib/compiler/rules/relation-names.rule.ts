import { SIDE_WORDS } from '../../resource/operation.js';
import type { DeclaredRelation } from '../../resource/declared-relation.js';
import type { ResourceDraft } from '../draft.js';

/** A relation stands between dots in a path, so its name is a segment: no dot and no `__`, at most 128 characters. */
const SPEAKABLE = /^(?!.*__)[\p{L}\p{N}_$-]{1,128}$/u;

/** What a key of a filter tree means beside the names of fields and relations. */
const TREE_WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

const ROUTE_WORDS: ReadonlySet<string> = new Set(Object.values(SIDE_WORDS));

const RENAME = 'rename one of the two properties';

/** Every relation has a name of its own that paths, filter trees, bodies and routes can carry. */
export function checkRelationNames(draft: ResourceDraft): void {
  const fieldNames = namesInUse(draft);
  const owners = new Map<string, DeclaredRelation>();
  for (const [relation, { place }] of draft.relationOptions) {
    const owner = owners.get(relation.name);
    if (owner !== undefined) reportTwice(draft, place, relation, owner);
    else if (fieldNames.has(relation.name)) {
      draft.report({
        code: 'LA025',
        message: `${place}: a field is called "${relation.name}" in the API too.`,
        fix: `${RENAME}, or hide the field`,
      });
    }
    owners.set(relation.name, relation);
    checkWord(draft, place, relation);
  }
}

function reportTwice(draft: ResourceDraft, place: string, relation: DeclaredRelation, owner: DeclaredRelation): void {
  if (owner.property === relation.property) {
    draft.report({ code: 'LA035', message: `${place} names "${relation.property}" again.`, fix: 'name it once' });
    return;
  }
  draft.report({
    code: 'LA025',
    message: `${place}: the relation "${owner.property}" is called "${relation.name}" in the API too.`,
    fix: RENAME,
  });
}

function checkWord(draft: ResourceDraft, place: string, { name, routed }: DeclaredRelation): void {
  if (!SPEAKABLE.test(name) || TREE_WORDS.has(name)) {
    draft.report({
      code: 'LA025',
      message: `${place}: "${name}" cannot be the name of a relation in a query.`,
      fix: `use letters, digits, "_" (never two in a row), "$" and "-" in the property's name, and none of ${[...TREE_WORDS].join(', ')}`,
    });
  }
  // Express does not tell upper case from lower case in paths.
  if (routed && ROUTE_WORDS.has(name.toLowerCase())) {
    draft.report({
      code: 'LA025',
      message: `${place}: "${name}" is a word of the routes already.`,
      fix: `rename the property, or give the relation no route: ${place.replace(/\[.*/, '')}: { ${name}: { route: false } }`,
    });
  }
}

/** Keys of a JSON object of the resource: an embedded column takes the name of its object. */
function namesInUse({ fields, computed }: ResourceDraft): ReadonlySet<string> {
  const visible = [...fields.values()].filter((field) => field.readable || field.creatable || field.updatable);
  return new Set([...visible.map(({ path }) => path[0]!), ...computed.map(({ name }) => name)]);
}
