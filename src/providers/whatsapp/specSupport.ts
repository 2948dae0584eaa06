import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInterakt } from '../interakt/interakt.parser.js';
import { parseNetcore } from '../netcore/netcore.parser.js';
import type { ChatItem } from '../ports/parsedChat.js';

/** What the specs of the three folders share: the collected payloads, with what a whole parser makes of them. */

export const RECEIVED_AT = '2026-02-24T12:00:00Z';

export interface PayloadCase {
  id: string;
  provider: 'interakt' | 'netcore' | 'meta';
  title: string;
  raw?: boolean;
  bodies: unknown[];
  expected: Record<string, unknown>;
}

interface PayloadFile {
  payloads: (Omit<PayloadCase, 'bodies'> & {
    payload?: unknown;
    steps?: Record<string, unknown>[];
    generate?: { path: string; repeat: string; length: number };
  })[];
}

export function payloadCases(): PayloadCase[] {
  const file = fileURLToPath(new URL('../../../test/fixtures/whatsappPayloads.json', import.meta.url));
  const { payloads } = JSON.parse(readFileSync(file, 'utf8')) as PayloadFile;
  return payloads.map(({ payload, steps, generate, ...rest }) => {
    if (generate) fill(payload, generate.path, generate.repeat.repeat(generate.length).slice(0, generate.length));
    return { ...rest, bodies: steps?.filter((step) => !('note' in step)) ?? [payload] };
  });
}

function fill(holder: unknown, path: string, value: string): void {
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((inside, name) => inside[name] as Record<string, unknown>, holder as Record<string, unknown>);
  parent[last] = value;
}

/** Bodies of WhatsApp's own shape come through either provider. */
export function parse(provider: PayloadCase['provider'], body: unknown): ChatItem[] {
  return (provider === 'interakt' ? parseInterakt : parseNetcore)(body, { received_at: RECEIVED_AT });
}

export function ofKind<Kind extends ChatItem['kind']>(items: ChatItem[], kind: Kind): Extract<ChatItem, { kind: Kind }>[] {
  return items.filter((item): item is Extract<ChatItem, { kind: Kind }> => item.kind === kind);
}
