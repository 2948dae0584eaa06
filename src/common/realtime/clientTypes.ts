import { FEED_NAMESPACES, type FeedNamespace } from './changeEvents.js';
import { CONTROL_EVENTS } from './controlEvents.js';
import type { EntityEvents, Fields } from './entityEvents.js';
import { eventsOf } from './eventCatalogue.js';

/** The events as a client's TypeScript sees them: client/events.ts. */
export function clientTypes(entities: EntityEvents[]): string {
  return [
    HEAD,
    ...entities.map((declaration) => interfaceOf(payloadName(declaration), declaration.payload)),
    `/** The server's events: namespace, event, message. */
export interface ServerMessages {
${FEED_NAMESPACES.map((namespace) => `${namespace}: ${messagesIn(namespace, entities)};`).join('\n')}
}`,
    `/** What comes in every namespace besides. */
export interface ControlMessages {
${Object.entries(CONTROL_EVENTS).map(controlMessage).join('\n')}
}`,
    FOOT,
  ].join('\n\n');
}

const HEAD = `// Written by \`npm run docs:events\` from the events that the modules declare; do not edit it.
// It needs nothing else: copy it, or import it.
//
//   import { io, type Socket } from 'socket.io-client';
//   const calls: Socket<ServerEvents['calls'], ClientEvents> = io(\`\${url}/calls\`, {
//     transports: ['websocket'], // long polling needs sticky sessions behind several nodes
//     auth: (set) => set({ token, after, scope }),
//   });
//   calls.on('call_attempt:updated', ({ seq, entity_id, payload }) => { … });

/** An event of the feed. */
export interface FeedMessage<P> {
  /** Its place in the feed, ascending: give the last one as \`after\` when you come back. */
  seq: number;
  /** \`<entity>:<verb>\` */
  event: string;
  entity_id: string;
  payload: P;
  /** When the transaction of the change began, ISO 8601. */
  at: string;
}

/** It is gone, or no longer yours. */
export type NoPayload = Record<string, never>;`;

const FOOT = `export type Namespace = keyof ServerMessages;

type Listeners<M> = { [E in keyof M]: (message: M[E]) => void };

/** The first type argument of a socket: \`Socket<ServerEvents['calls'], ClientEvents>\`. */
export type ServerEvents = { [N in Namespace]: Listeners<ServerMessages[N] & ControlMessages> };

/** What is answered to \`view\`: who looks, or why not. */
export type ViewAnswer = { viewers: ControlMessages['viewers']['viewers'] } | { code: string; message: string };

/** What a client may say. */
export interface ClientEvents {
  /** That it wants to be told again from a place on. */
  resume: (place: { after?: number; scope?: string }) => void;
  /** That its user looks at something, and types or not: again every 20 seconds, while typing every 5; it expires after 45 and 8. */
  view: (thing: { type: string; id: string; typing?: boolean }, answer?: (answer: ViewAnswer) => void) => void;
  /** That he looks away. */
  leave: (thing: { type: string; id: string }, answer?: (answer: ViewAnswer) => void) => void;
}
`;

function payloadName({ entity }: EntityEvents): string {
  return `${entity.replace(/(?:^|_)(.)/g, (_all, letter: string) => letter.toUpperCase())}Change`;
}

function interfaceOf(name: string, payload: Fields): string {
  return `export interface ${name} {\n${fieldsOf(payload)}\n}`;
}

/** Only what the type does not say becomes a comment. */
function fieldsOf(payload: Fields): string {
  return Object.entries(payload)
    .map(([name, { word, type }]) => `${/^(uuid|date|instant|seconds)\b/.test(word) ? `/** ${word} */\n` : ''}${name}: ${type};`)
    .join('\n');
}

function messagesIn(namespace: FeedNamespace, entities: EntityEvents[]): string {
  const members = entities.filter((declaration) => declaration.namespace === namespace).flatMap(membersOf);
  return members.length > 0 ? `{\n${members.join('\n')}\n}` : 'Record<never, never>';
}

function controlMessage([event, { about, payload }]: [string, { about: string; payload: Fields }]): string {
  return `/** ${about} */\n'${event}': { ${fieldsOf(payload)} };`;
}

function membersOf(declaration: EntityEvents): string[] {
  return eventsOf(declaration).map(
    ({ name, about, payload }) =>
      `/** ${about} */\n'${name}': FeedMessage<${Object.keys(payload).length > 0 ? payloadName(declaration) : 'NoPayload'}>;`,
  );
}
