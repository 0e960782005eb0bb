import type { ModulesContainer } from '@nestjs/core';
import type { CommittedRow } from './resource/resource-hooks.js';

/** What we need of the emitter of `@nestjs/event-emitter`, which an application need not have. */
export interface ChangeEmitter {
  emitAsync(name: string, change: CommittedRow): Promise<unknown>;
}

/** Past tense of what became of a row. */
const EVENTS: Readonly<Record<CommittedRow['operation'], string>> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  remove: 'removed',
  restore: 'restored',
};

/** The emitter of an application that imports `EventEmitterModule`; `undefined` in any other. */
export function emitterIn(modules: ModulesContainer): ChangeEmitter | undefined {
  for (const { name, providers } of modules.values()) {
    if (name !== 'EventEmitterModule') continue;
    // By what it can do: its class is called otherwise than the package exports it.
    for (const { instance } of providers.values()) if (isEmitter(instance)) return instance;
  }
  return undefined;
}

/** `lightapi.book.created`; in camel case for `OrderItem`: `lightapi.orderItem.created`. */
export function emitChange(emitter: ChangeEmitter, change: CommittedRow): Promise<unknown> {
  const { resource, operation } = change;
  const name = resource.charAt(0).toLowerCase() + resource.slice(1);
  return emitter.emitAsync(`lightapi.${name}.${EVENTS[operation]}`, change);
}

function isEmitter(instance: unknown): instance is ChangeEmitter {
  return typeof (instance as Partial<ChangeEmitter> | undefined)?.emitAsync === 'function';
}
