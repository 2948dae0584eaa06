import { RecentChanges } from './recentChanges.js';

const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));

describe('RecentChanges', () => {
  it('knows nothing from before it began, and nothing that has not come', () => {
    const recent = new RecentChanges(10);
    recent.beginAt(100);
    expect(recent.since(99)).toBeUndefined();
    expect(recent.since(100)).toEqual([]);
    expect(recent.since(101)).toBeUndefined();
  });

  it('gives what came after a place', () => {
    const recent = new RecentChanges<{ seq: number }>(10);
    recent.beginAt(0);
    recent.add(events(1, 3));
    recent.add(events(4, 5));
    expect(recent.position).toBe(5);
    expect(recent.since(0)).toEqual(events(1, 5));
    expect(recent.since(3)).toEqual(events(4, 5));
    expect(recent.since(5)).toEqual([]);
  });

  it('forgets the oldest and says so', () => {
    const recent = new RecentChanges<{ seq: number }>(10);
    recent.beginAt(0);
    for (let seq = 1; seq <= 1000; seq++) recent.add(events(seq, seq));
    expect(recent.since(980)).toBeUndefined();
    expect(recent.since(990)).toEqual(events(991, 1000));
    recent.add(events(1001, 1500));
    expect(recent.since(1489)).toBeUndefined();
    expect(recent.since(1490)).toEqual(events(1491, 1500));
  });
});
