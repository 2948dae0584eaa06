import { Shares } from './shares.js';

describe('shares', () => {
  it('leave places to others, however many one asks for', () => {
    const shares = new Shares(3, 2);
    const held = [shares.take('a'), shares.take('a'), shares.take('a'), shares.take('b'), shares.take('c')];
    expect(held.map((place) => place !== undefined)).toEqual([true, true, false, true, false]);
  });

  it('take a place back once', () => {
    const shares = new Shares(2, 1);
    const leave = shares.take('a')!;
    leave();
    leave();
    expect([shares.take('a'), shares.take('a'), shares.take('b'), shares.take('c')].map((place) => place !== undefined)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
