import { createLogger } from '../common/log/logger.js';
import { Interrupted, Lifetime } from './lifetime.js';

const codes: number[] = [];
const done: string[] = [];
let lifetime: Lifetime;

const stop = (name: string) => () => Promise.resolve(void done.push(name));

beforeEach(() => {
  codes.length = done.length = 0;
  lifetime = new Lifetime(createLogger('silent'), ((code: number) => codes.push(code)) as never);
  lifetime.atEnd(stop('database'));
  lifetime.atEnd(stop('app'));
});
afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
});

describe('the lifetime of a process', () => {
  it('ends what was started, the last first', async () => {
    lifetime.started();
    lifetime.interrupt();
    await lifetime.stop(0);
    expect([done, codes]).toEqual([['app', 'database'], [0]]);
  });

  it('says that it is about to stop, and goes on until that is noticed', async () => {
    const drained = new Promise<void>((resolve) => lifetime.atEnd(() => Promise.resolve(resolve())));
    lifetime.started({ begin: () => void done.push('drain'), ms: 20 });
    process.emit('SIGHUP');
    expect(done).toEqual(['drain']);
    await drained;
    await lifetime.stop(0);
    expect([done, codes]).toEqual([['drain', 'app', 'database'], [0]]);
  });

  it('waits for nobody when a person at a terminal presses Ctrl-C, or when the start is not over', async () => {
    const drain = { begin: () => void done.push('drain'), ms: 60_000 };
    const watched = new Lifetime(createLogger('silent'), ((code: number) => codes.push(code)) as never, true);
    watched.started(drain);
    watched.interrupt('SIGINT');
    await watched.stop(0);
    lifetime.interrupt();
    await lifetime.stop(0);
    expect([done, codes]).toEqual([
      ['app', 'database'],
      [0, 0],
    ]);
  });

  it('lets a step of the start come to its end before it stops', async () => {
    const step = lifetime.step(Promise.resolve(done.push('step')));
    lifetime.interrupt();
    expect(codes).toEqual([]);
    await expect(step).rejects.toThrow(Interrupted);
    expect(() => lifetime.started()).toThrow(Interrupted);
    await lifetime.stop(0);
    expect(done).toEqual(['step', 'app', 'database']);
  });

  it('goes on stopping when one stop fails', async () => {
    lifetime.atEnd(() => Promise.reject(new Error('no')));
    await lifetime.stop(1);
    expect([done, codes]).toEqual([['app', 'database'], [1]]);
  });

  it('takes two signals at once for one, and does not wait after a second one', async () => {
    lifetime.interrupt();
    lifetime.interrupt();
    expect(codes).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    lifetime.interrupt();
    expect(codes).toEqual([130]);
  });
});
