import type { Principal } from '../common/principal.js';
import type { Condition, Visibility } from '../query/question.js';
import { verdictOn, type ResourcePolicy } from './resource-policy.js';
import { conditionOf } from './verdict.js';

const NO_ROW: Condition = Object.freeze({ kind: 'or', conditions: [] });

/** What a principal may see of any resource of the application, found out when it is asked for. */
export class PrincipalVisibility implements Visibility {
  private readonly known = new Map<string, Condition | undefined>();

  constructor(
    private readonly restricted: ReadonlyMap<string, ResourcePolicy>,
    private readonly principal: Principal,
  ) {}

  get size(): number {
    return this.restricted.size;
  }

  has(resourceName: string): boolean {
    return this.get(resourceName) !== undefined;
  }

  get(resourceName: string): Condition | undefined {
    const policy = this.restricted.get(resourceName);
    if (policy === undefined) return undefined;
    if (!this.known.has(resourceName)) this.known.set(resourceName, rowsOf(policy, this.principal));
    return this.known.get(resourceName);
  }
}

function rowsOf(policy: ResourcePolicy, principal: Principal): Condition | undefined {
  const verdict = verdictOn(policy, principal, ['read']);
  return verdict === false ? NO_ROW : conditionOf(verdict);
}
