import { coalesced } from './coalesced.js';

/** Work whose runs end when they are told to. */
function held() {
  const ends: ((again?: boolean | Error) => void)[] = [];
  const work = () =>
    new Promise<unknown>((resolve, reject) => {
      ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  return { ends, work };
}
const turn = () => new Promise(setImmediate);

describe('coalesced', () => {
  it('runs at once, and once more for all who asked meanwhile', async () => {
    const { ends, work } = held();
    const run = coalesced(work);
    const first = run();
    expect(ends).toHaveLength(1);
    let served = false;
    const others = Promise.all([run(), run()]).then(() => (served = true));
    ends[0]!();
    await turn();
    expect([ends.length, served]).toEqual([2, false]);
    ends[1]!();
    await Promise.all([first, others]);
    expect(ends).toHaveLength(2);
    void run();
    expect(ends).toHaveLength(3);
    ends[2]!();
    await run.idle();
  });

  it('runs again when it says that something is left', async () => {
    const left = [true, true, false, true];
    await coalesced(() => Promise.resolve(left.shift()))();
    expect(left).toEqual([true]);
  });

  it('ends with a failure, which everybody hears who waits, and begins anew when asked', async () => {
    const { ends, work } = held();
    const run = coalesced(work);
    const outcomes = Promise.allSettled([run(), run()]);
    ends[0]!(new Error('broken'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(ends).toHaveLength(1);
    const again = run();
    ends[1]!();
    await again;
  });

  it('hands failures over instead, also those of work that throws at once', async () => {
    const heard: string[] = [];
    let runs = 0;
    const run = coalesced(
      () => {
        runs++;
        throw new Error('at once');
      },
      ({ message }) => heard.push(message),
    );
    await run();
    await run();
    expect([runs, heard]).toEqual([2, ['at once', 'at once']]);
    await run.idle();
  });
});
