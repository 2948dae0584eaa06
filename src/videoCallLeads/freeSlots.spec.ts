import { freeSlots, isWithin } from './freeSlots.js';

const MINUTE = 60_000;
const at = (minute: number) => minute * MINUTE;
const minutes = (spans: readonly (readonly [number, number])[]) => spans.map(([from, to]) => [from / MINUTE, to / MINUTE]);

describe('slots', () => {
  it('fill open time and leave out what is booked or has begun', () => {
    const slots = freeSlots([[at(0), at(120)]], [[at(45), at(60)]], { minutes: 30, now: at(10), most: 10 });
    expect(minutes(slots)).toEqual([
      [60, 90],
      [90, 120],
    ]);
  });

  it('touch bookings without meeting them, and stop at the most', () => {
    expect(minutes(freeSlots([[at(0), at(90)]], [[at(30), at(60)]], { minutes: 30, now: -1, most: 10 }))).toEqual([
      [0, 30],
      [60, 90],
    ]);
    expect(freeSlots([[at(0), at(600)]], [], { minutes: 30, now: -1, most: 3 })).toHaveLength(3);
  });

  it('begin on the quarter of an hour', () => {
    expect(minutes(freeSlots([[at(7), at(80)]], [], { minutes: 30, now: -1, most: 10 }))).toEqual([
      [15, 45],
      [45, 75],
    ]);
  });

  it('go over midnight where the days touch', () => {
    const nights = [
      [at(0), at(20)],
      [at(20), at(60)],
    ] as const;
    expect(minutes(freeSlots(nights, [], { minutes: 30, now: -1, most: 10 }))).toEqual([
      [0, 30],
      [30, 60],
    ]);
    expect([isWithin([at(10), at(40)], nights), isWithin([at(50), at(70)], nights), isWithin([at(0), at(60)], nights)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
