import { ProviderError } from '../providerError.js';
import { KaleyraClient, type KaleyraSettings } from './kaleyra.client.js';
import { type KaleyraSandbox, type KaleyraSandboxOptions, type KaleyraSandboxRow, startKaleyraSandbox } from './kaleyra.sandbox.js';

/** What the specs of this folder share: a sandbox at a fixed moment, and two ways to ask it. */

export const NOW = new Date('2026-02-24T18:00:00+05:30');
export const TODAY = { from: '2026-02-24T00:00:00+05:30', to: '2026-02-25T00:00:00+05:30' };
export const EVER = { from: '2026-01-01T00:00:00+05:30', to: '2026-03-01T00:00:00+05:30' };
export const KEY = 'k3ySecretOfTheAccount';

export interface Envelope {
  status: string;
  message: string;
  data: KaleyraSandboxRow[] & { id: string };
}

export async function startSandbox(options: KaleyraSandboxOptions = {}): Promise<KaleyraSandbox> {
  const sandbox = await startKaleyraSandbox({ seed: 1, now: () => NOW, api_key: KEY, ...options });
  sandbox.dials.settings.delay_ms = 1;
  return sandbox;
}

/** As any program would, without our client: today's first fifty calls unless told otherwise. */
export async function ask(sandbox: KaleyraSandbox, params: Record<string, string | number> = {}): Promise<Envelope> {
  const fields = {
    api_key: sandbox.api_key,
    format: 'json',
    method: 'dial',
    fromdate: '2026/02/24',
    todate: '2026/02/24',
    limit: 50,
    ...params,
  };
  const form = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
  const response = await fetch(sandbox.url, { method: 'POST', body: form });
  return (await response.json()) as Envelope;
}

export async function askPages(sandbox: KaleyraSandbox, params: Record<string, string | number> = {}): Promise<KaleyraSandboxRow[][]> {
  const pages: KaleyraSandboxRow[][] = [];
  do pages.push((await ask(sandbox, { ...params, page: pages.length + 1 })).data);
  while (pages.at(-1)!.length > 0 && pages.length < 100);
  return pages.slice(0, -1);
}

export function makeClient(base_url: string, change: Partial<KaleyraSettings> = {}): KaleyraClient {
  return new KaleyraClient({
    base_url,
    api_key: KEY,
    timeout_ms: 20_000,
    max_requests_per_second: 0,
    number_pattern: /^5\d{9}$/,
    retry: { tries: 3, base_ms: 1 },
    ...change,
  });
}

export async function firstPage(client: KaleyraClient): Promise<KaleyraSandboxRow[]> {
  const { rows } = await client.listCalls({ from_date: '2026/02/24', to_date: '2026/02/24', page: 1, limit: 50 });
  return rows as KaleyraSandboxRow[];
}

/** The error of a call that must fail; no part of it may hold the key. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  const whole = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause });
  if (whole.includes(KEY)) throw new Error('the error holds the key');
  return error;
}

export const idsOf = (rows: { id: string }[]): string[] => rows.map((row) => row.id);
export const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
