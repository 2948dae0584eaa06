import { NamedSlots, Slots } from './slots.js';

function held() {
  let release!: () => void;
  const done = new Promise<void>((resolve) => (release = resolve));
  return { done, release };
}

describe('slots', () => {
  it('let so many in at once, the others in order', async () => {
    const slots = new Slots(2);
    const began: number[] = [];
    const works = [0, 1, 2, 3].map(() => held());
    const runs = works.map(({ done }, n) => slots.run(() => (began.push(n), done)));
    await new Promise(setImmediate);
    expect(began).toEqual([0, 1]);
    works[1]!.release();
    await runs[1];
    expect(slots.isFull).toBe(true);
    const late = slots.run(() => Promise.resolve(began.push(4)));
    await new Promise(setImmediate);
    expect(began).toEqual([0, 1, 2]);
    for (const { release } of works) release();
    await Promise.all([...runs, late]);
    expect(began).toEqual([0, 1, 2, 3, 4]);
    expect(slots.isFull).toBe(false);
  });

  it('give a place back when the work fails, and lets go of those who do not wait any longer', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const first = held();
    const running = slots.run(() => first.done);
    const leaving = new AbortController();
    const waiting = slots.run(() => Promise.resolve('never'), leaving.signal);
    const patient = slots.run(() => Promise.resolve('in'));
    leaving.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    first.release();
    await running;
    expect(await patient).toBe('in');
  });

  it('are counted for each name apart', async () => {
    const slots = new NamedSlots(1);
    const first = held();
    const running = slots.run('a', () => first.done);
    expect(await slots.run('b', () => Promise.resolve('b'))).toBe('b');
    first.release();
    await running;
  });
});
