import type { ChangeEvent } from './changeEvents.js';
import { ChangeWaits } from './changeWaits.js';
import { entityEvents, oneOf } from './entityEvents.js';

const REFUND_EVENTS = entityEvents('refund', {
  namespace: 'tickets',
  module: 'refunds',
  about: { created: 'It was asked for.', updated: 'It went on.', removed: 'It is gone.' },
  payload: { state: oneOf('open', 'paid') },
});
const event = (entity_id: string, payload: object, verb = 'updated') =>
  ({ seq: 1, namespace: 'tickets', event: `refund:${verb}`, entity_id, payload, at: '' }) as ChangeEvent;
const turn = () => new Promise(setImmediate);

let stop: AbortController;
let waits: ChangeWaits;
let row: string;
let looks: number;
beforeEach(() => {
  stop = new AbortController();
  waits = new ChangeWaits(stop.signal);
  row = 'open';
  looks = 0;
});
const look = () => {
  looks++;
  return Promise.resolve(row);
};
const paid = (ms: number, id = 'a') =>
  waits.waitFor(REFUND_EVENTS, id, async (payload) => (payload?.state ?? (await look())) === 'paid', ms);

describe('a wait for a change', () => {
  it('does not begin when it is so already', async () => {
    row = 'paid';
    expect([await paid(60_000), looks]).toEqual([true, 1]);
  });

  it('ends with the event that says so, and does not look for that', async () => {
    const [mine, other] = [paid(60_000), paid(200, 'b')];
    await turn();
    waits.hear([event('a', { state: 'open' })]);
    await turn();
    waits.hear([event('a', { state: 'paid' }), event('c', { state: 'paid' })]);
    expect([await mine, looks]).toEqual([true, 2]);
    expect(await other).toBe(false);
  });

  it('misses nothing that is told while it looks', async () => {
    let end!: () => void;
    const looking = new Promise<void>((resolve) => (end = resolve));
    const waiting = waits.waitFor(REFUND_EVENTS, 'a', (payload) => (payload ? Promise.resolve(true) : looking.then(() => false)), 60_000);
    waits.hear([event('a', { state: 'paid' })]);
    end();
    expect(await waiting).toBe(true);
  });

  it('looks when the thing is gone', async () => {
    const waiting = paid(60_000);
    await turn();
    row = 'paid';
    waits.hear([event('a', {}, 'removed')]);
    expect([await waiting, looks]).toEqual([true, 2]);
  });

  it('looks every second when nothing is told', async () => {
    const waiting = paid(60_000);
    await turn();
    row = 'paid';
    expect([await waiting, looks]).toEqual([true, 2]);
  });

  it('ends after its time with a last look, and when the process stops, and leaves nothing behind', async () => {
    expect(await paid(20)).toBe(false);
    expect(looks).toBeGreaterThanOrEqual(2);
    const waiting = paid(60_000);
    await turn();
    stop.abort();
    expect(await waiting).toBe(false);
    await expect(waits.waitFor(REFUND_EVENTS, 'a', () => Promise.reject(new Error('no row')), 60_000)).rejects.toThrow('no row');
    expect((waits as unknown as { waiting: Map<string, unknown> }).waiting.size).toBe(0);
  });
});
