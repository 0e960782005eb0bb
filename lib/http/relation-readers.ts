import { principalOf } from '../auth/request-principal.js';
import { fieldRightsOf } from '../policy/field-rights.js';
import { forbidden } from '../policy/forbidden.error.js';
import { permitItem, permitList } from '../policy/permit.js';
import type { CursorSecret } from '../query/cursor-secret.js';
import { parseKey } from '../query/key.parser.js';
import { once } from '../common/once.js';
import { compileParameterTable } from '../query/parameter-table.js';
import type { PermittedQuery } from '../query/permitted-query.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { QueryDialect } from '../query/query-dialect.js';
import type { ItemQuestion } from '../query/question.js';
import { clientSight } from '../query/sight.js';
import { keyParameterName } from '../resource/key-parameter.js';
import type { Relation, Resource } from '../resource/resource.js';
import { rawQuery, type HttpRequest } from './request-parameters.js';
import type { ListRequest } from './request-readers.js';

/** What the list of a relation is asked with. */
export interface RelationReaders {
  /** The item at the near end, which has to be there. */
  parent(request: HttpRequest): PermittedQuery<ItemQuestion>;
  /** Its related rows; the parameters are those of the target's own list. */
  rows(request: HttpRequest): ListRequest;
}

/** Binds the readers at boot; the target is known when the first request comes. */
export function createRelationReaders(
  resource: Resource,
  relation: Relation,
  dialect: QueryDialect,
  secret: CursorSecret | undefined,
): RelationReaders {
  const keyNames = resource.key.map(keyParameterName);
  const table = once(() => compileParameterTable(relation.target, secret));
  const keyOf = ({ params }: HttpRequest): readonly unknown[] =>
    parseKey(
      resource,
      keyNames.map((name) => params[name]!),
    );
  return {
    parent: (request) => permitItem(resource, itemQuestion(keyOf(request), resource.key), principalOf(request)),
    rows: (request) => {
      const principal = principalOf(request);
      const rights = fieldRightsOf(relation.target, principal);
      // The list tells which rows belong together.
      if (!clientSight(rights).knowsRelation(relation)) throw forbidden(principal);
      const permitted = table().for(rights);
      const question = dialect.parseList(permitted, rawQuery(request), { relation, key: keyOf(request) });
      return { query: permitList(relation.target, question, principal), table: permitted };
    },
  };
}
