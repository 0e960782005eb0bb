import { keepMembers, type MemberTree } from '../common/json-members.js';
import { JsonText } from '../common/json-text.js';
import type { Principal } from '../common/principal.js';
import type { Include } from '../query/question.js';
import { clientSight } from '../query/sight.js';
import { vocabularyOf } from '../query/vocabulary.js';
import type { FieldRights } from '../resource/field-rights.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { policyOf } from './resource-policy.js';

/** What is answered of a row. */
interface Answered {
  readonly fields: readonly Field[];
  readonly includes: readonly Include[];
}

const trees = new WeakMap<readonly Field[], MemberTree>();

/** What a principal may do with the fields of a resource, and of those that its relations lead to. */
export function fieldRightsOf(resource: Resource, principal: Principal): FieldRights {
  return policyOf(resource, principal).rightsOf(principal);
}

/** What is left of an answer for a caller who may not read all of it. */
export function readablePart(resource: Resource, { fields, includes }: Answered, rights: FieldRights): Answered {
  const { knows, knowsRelation } = clientSight(rights);
  return {
    fields: readableFields(resource, fields, rights, knows),
    includes: includes
      .filter(({ relation }) => knowsRelation(relation))
      .map((include) => ({ ...include, ...readablePart(include.relation.target, include, rights) })),
  };
}

/** A stored row, as it is answered to a principal. */
export function readableRow(resource: Resource, row: JsonText, principal: Principal): JsonText {
  const rights = fieldRightsOf(resource, principal);
  if (rights.unreadable.size === 0) return row;
  const { read } = resource.representation;
  const { fields } = vocabularyOf(resource, clientSight(rights)).itemSelection;
  return fields === read ? row : new JsonText(keepMembers(row.text, treeOf(fields)));
}

/** The lists of the resource have one part each, since what is compiled for a list is found by the list. */
function readableFields(
  resource: Resource,
  fields: readonly Field[],
  rights: FieldRights,
  knows: (field: Field) => boolean,
): readonly Field[] {
  if (fields.every(knows)) return fields;
  const { selection, itemSelection } = vocabularyOf(resource, clientSight(rights));
  if (fields === resource.representation.list) return selection.fields;
  return fields === resource.representation.read ? itemSelection.fields : fields.filter(knows);
}

function treeOf(fields: readonly Field[]): MemberTree {
  let tree = trees.get(fields);
  if (tree === undefined) trees.set(fields, (tree = growTree(fields)));
  return tree;
}

function growTree(fields: readonly Field[]): MemberTree {
  const root = new Map<string, MemberTree | undefined>();
  for (const { path } of fields) {
    let branch = root;
    for (const name of path.slice(0, -1)) {
      if (branch.get(name) === undefined) branch.set(name, new Map());
      branch = branch.get(name) as typeof root;
    }
    branch.set(path.at(-1)!, undefined);
  }
  return root;
}
