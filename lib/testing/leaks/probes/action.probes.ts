import type { ActionMethod } from '../../../resource/action.options.js';
import type { Action } from '../../../resource/action.js';
import type { ApiRequest } from '../api-client.js';
import type { Probe, ProbePlace } from '../probe.js';
import { keyText, type StoredRow } from '../stored-row.js';
import type { WriteWatch } from '../write-watch.js';
import { refuse, askAlike } from './item.probes.js';
import { judgeRefusal } from './write.probes.js';

/** The one method of actions that changes nothing. */
const READS: ActionMethod = 'GET';
/** Rows that each action is tried on: those that may not be read, and those that may be read only. */
const UNREADABLE_ROWS = 6;
const READABLE_ROWS = 3;

/** Actions that only read, of rows and collections: asked as they are, and with rows that they may not be asked of. */
export function readingActionProbes(place: ProbePlace): readonly Probe[] {
  return actionsOf(place, true).flatMap((action) => {
    if (action.scope === 'collection') return [collectionRead(place, action)];
    const { closed, open } = place.sample;
    return [...closed, ...open].map((row) => itemRead(place, action, row));
  });
}

/** All others, where they have to be refused. */
export function refusedActionProbes(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  return actionsOf(place, false).flatMap((action) => {
    if (action.scope === 'item') return forbiddenRows(place, action).map((row) => itemWrite(place, watch, action, row));
    return place.seen.mayActOnAll(place.resource, action) ? [] : [collectionWrite(place, watch, action)];
  });
}

function actionsOf({ resource }: ProbePlace, isRead: boolean): readonly Action[] {
  return [...resource.actions.values()].filter(({ method }) => (method === READS) === isRead);
}

function forbiddenRows({ stored, seen }: ProbePlace, action: Action): readonly StoredRow[] {
  const rows = stored.rows.filter((row) => !row.isDeleted && !seen.mayAct(row, action));
  return [
    ...rows.filter((row) => !seen.mayRead(row)).slice(0, UNREADABLE_ROWS),
    ...rows.filter((row) => seen.mayRead(row)).slice(0, READABLE_ROWS),
  ];
}

function itemRead(place: ProbePlace, action: Action, row: StoredRow): Probe {
  const { seen } = place;
  return {
    cost: seen.mayRead(row) ? 1 : 2,
    run: async (inquiry) => {
      const requestOf = requestsOf(place, action);
      const request = requestOf(row.key);
      const answer = seen.mayRead(row) ? await inquiry.ask(request) : await askAlike(inquiry, place, row, requestOf);
      if (!seen.mayAct(row, action)) refuse(inquiry, request, answer, row);
    },
  };
}

function collectionRead(place: ProbePlace, action: Action): Probe {
  const request = collectionRequest(place, action);
  return {
    cost: 1,
    run: async (inquiry) => {
      const { status } = await inquiry.ask(request);
      if (place.seen.mayActOnAll(place.resource, action) || status >= 400) return;
      inquiry.report('row', request, `The action is answered with ${status}.`);
    },
  };
}

function itemWrite(place: ProbePlace, watch: WriteWatch, action: Action, row: StoredRow): Probe {
  const isReadable = place.seen.mayRead(row);
  return {
    cost: isReadable ? 1 : 2,
    run: async (inquiry) => {
      const requestOf = requestsOf(place, action);
      const request = requestOf(row.key);
      const answer = isReadable ? await inquiry.ask(request) : await askAlike(inquiry, place, row, requestOf);
      if (answer.status < 400) {
        inquiry.report('write', request, `The action on ${place.resource.name} ${keyText(row.key)} was done.`);
      } else judgeRefusal(inquiry, request, answer);
      // The code of an application may write wherever it likes.
      await watch.lookEverywhere(inquiry, request);
    },
  };
}

function collectionWrite(place: ProbePlace, watch: WriteWatch, action: Action): Probe {
  const request = collectionRequest(place, action);
  return {
    cost: 1,
    run: async (inquiry) => {
      judgeRefusal(inquiry, request, await inquiry.ask(request));
      await watch.lookEverywhere(inquiry, request);
    },
  };
}

function requestsOf(place: ProbePlace, action: Action): (key: readonly string[]) => ApiRequest {
  const { method, word } = action;
  return (key) => ({ method, path: place.path(...key, word), ...bodyOf(place, action) });
}

function collectionRequest(place: ProbePlace, action: Action): ApiRequest {
  return { method: action.method, path: place.path(action.word), ...bodyOf(place, action) };
}

/** Only the application knows what the body of an action has to hold; an empty one is refused before the rules are asked. */
function bodyOf({ resource, actionBodies }: ProbePlace, { name, body }: Action): Pick<ApiRequest, 'body'> {
  return body === undefined ? {} : { body: actionBodies[`${resource.name}.${name}`] ?? {} };
}
