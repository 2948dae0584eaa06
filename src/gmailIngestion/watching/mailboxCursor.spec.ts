import { flagsMayHaveChanged, planReading, uidBatches } from './mailboxCursor.js';

const horizon = new Date('2026-01-01T00:00:00Z');
const folder = (change: object = {}) => ({ uid_validity: '7', uid_next: 101, highest_modseq: '', message_count: 100, ...change });
const cursor = (change: object = {}) => ({ uid_validity: '7', last_uid: 100, highest_modseq: '', ...change });

describe('planReading', () => {
  it('reads a folder that is new from the horizon on, and takes what is older for seen', () => {
    expect(planReading(undefined, folder(), horizon)).toEqual({ kind: 'first', after: 0, since: horizon, upto: 100 });
    expect(planReading(cursor({ uid_validity: '', last_uid: 0 }), folder(), horizon).kind).toBe('first');
  });

  it('asks for nothing when nothing is new', () => {
    expect(planReading(cursor(), folder(), horizon)).toEqual({ kind: 'nothing', after: 100, upto: 100 });
  });

  it('asks for what is above the cursor, of any age', () => {
    expect(planReading(cursor({ last_uid: 90 }), folder(), horizon)).toEqual({ kind: 'news', after: 90, upto: 100 });
  });

  it('reads a folder that is numbered anew from the horizon on, also when its numbers are higher than ours', () => {
    expect(planReading(cursor({ uid_validity: '6' }), folder(), horizon)).toEqual({ kind: 'reset', after: 0, since: horizon, upto: 100 });
    expect(planReading(cursor({ uid_validity: '8' }), folder({ uid_next: 5_000 }), horizon)).toMatchObject({
      kind: 'reset',
      after: 0,
      upto: 4_999,
    });
  });

  it('never goes back when the server counts backwards without saying so', () => {
    expect(planReading(cursor(), folder({ uid_next: 50 }), horizon)).toEqual({ kind: 'nothing', after: 100, upto: 100 });
  });

  it('takes an empty folder for read', () => {
    expect(planReading(undefined, folder({ uid_next: 1, message_count: 0 }), horizon)).toMatchObject({ kind: 'first', upto: 0 });
    expect(planReading(cursor({ last_uid: 0 }), folder({ uid_next: 1, message_count: 0 }), horizon).kind).toBe('nothing');
  });

  it('relies on what is stored alone when the server tells no next number', () => {
    expect(planReading(cursor(), folder({ uid_next: Number.NaN }), horizon)).toEqual({ kind: 'news', after: 100, upto: 100 });
    expect(planReading(undefined, folder({ uid_next: Number.NaN }), horizon)).toMatchObject({ kind: 'first', upto: 0 });
  });

  it('takes numbers up to 2^32', () => {
    expect(planReading(cursor({ last_uid: 4_294_967_290 }), folder({ uid_next: 4_294_967_295 }), horizon)).toEqual({
      kind: 'news',
      after: 4_294_967_290,
      upto: 4_294_967_294,
    });
  });
});

describe('uidBatches', () => {
  it('cuts what is above the cursor into batches, ascending, gaps and all', () => {
    expect(uidBatches([9, 3, 700, 5], 0, 2)).toEqual([
      [3, 5],
      [9, 700],
    ]);
  });

  it('leaves out the last message that a server repeats when nothing is new', () => {
    expect(uidBatches([100], 100, 50)).toEqual([]);
    expect(uidBatches([100, 101, 101], 100, 50)).toEqual([[101]]);
  });

  it('leaves out what is no number', () => {
    expect(uidBatches([Number.NaN, 1.5, Infinity, 4], 0, 50)).toEqual([[4]]);
  });
});

describe('flagsMayHaveChanged', () => {
  it('says so only where the server counts, in the same numbering, and has gone on', () => {
    expect(flagsMayHaveChanged(cursor({ highest_modseq: '10' }), folder({ highest_modseq: '11' }))).toBe(true);
    expect(flagsMayHaveChanged(cursor({ highest_modseq: '11' }), folder({ highest_modseq: '11' }))).toBe(false);
    expect(flagsMayHaveChanged(cursor({ highest_modseq: '10' }), folder())).toBe(false);
    expect(flagsMayHaveChanged(cursor(), folder({ highest_modseq: '11' }))).toBe(false);
    expect(flagsMayHaveChanged(cursor({ highest_modseq: '10', uid_validity: '6' }), folder({ highest_modseq: '11' }))).toBe(false);
    expect(flagsMayHaveChanged(undefined, folder({ highest_modseq: '11' }))).toBe(false);
  });
});
