import { inLanes } from './inLanes.js';

const turn = () => new Promise(setImmediate);

describe('inLanes', () => {
  it('works on so many at once, and answers in order', async () => {
    let under_way = 0;
    let most = 0;
    const answers = await inLanes([3, 1, 2, 0, 4], 2, async (n) => {
      most = Math.max(most, ++under_way);
      for (let turns = 0; turns < n; turns++) await turn();
      under_way--;
      return n * 10;
    });
    expect([answers, most]).toEqual([[30, 10, 20, 0, 40], 2]);
    expect(await inLanes([], 2, () => Promise.reject(new Error('nothing to do')))).toEqual([]);
  });

  it('raises the first failure and begins nothing after it', async () => {
    const begun: number[] = [];
    const work = async (n: number) => {
      begun.push(n);
      await turn();
      if (n === 1) throw new Error('broken');
    };
    await expect(inLanes([0, 1, 2, 3, 4, 5, 6, 7], 2, work)).rejects.toThrow('broken');
    await turn();
    await turn();
    expect(begun.length).toBeLessThan(5);
  });
});
