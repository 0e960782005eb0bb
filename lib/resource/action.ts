import type { Type } from '@nestjs/common';
import type { AccessRule } from './access-rule.js';
import type { ActionAnswer, ActionMethod } from './action.options.js';
import type { EnhancerOptions } from './enhancer.options.js';

/** The code of an action: a class that the container makes, or a function. */
export type ActionCode =
  | { readonly kind: 'class'; readonly type: Type<{ run(context: object): unknown }> }
  | { readonly kind: 'function'; readonly run: (context: object) => unknown };

/** Something that a resource can do beside its operations, complete and frozen. */
export interface Action {
  /** In operation ids: `publish` → `publishBook`. */
  readonly name: string;
  /** The last segment of its path. */
  readonly word: string;
  readonly scope: 'item' | 'collection';
  readonly method: ActionMethod;
  /** `undefined`: that of {@link Action.follows}. */
  readonly access: AccessRule | undefined;
  /** Whose rule holds unless the action has one of its own. */
  readonly follows: 'read' | 'update';
  readonly code: ActionCode;
  readonly body: Type<object> | undefined;
  readonly answer: ActionAnswer;
  readonly status: number;
  readonly summary: string;
  readonly description: string | undefined;
  readonly problems: Readonly<Record<number, string>>;
  readonly isTransaction: boolean;
  readonly enhancers: EnhancerOptions;
}
