import { getActiveResourcesInfo } from 'node:process';
import { withDeadline } from './withDeadline.js';

const timers = () => getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('withDeadline', () => {
  it('gives what the work gives, or raises what it raises, and leaves no timer', async () => {
    const before = timers();
    expect(await withDeadline(60_000, () => Promise.resolve('done'))).toBe('done');
    await expect(withDeadline(60_000, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(
      withDeadline(60_000, () => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    expect(timers()).toBe(before);
  });

  it('does not wait for ever, and does not mind how late work ends', async () => {
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('too late')), 20));
    await expect(withDeadline(5, () => late)).rejects.toThrow('no answer within 5 ms');
    await expect(withDeadline(5, () => new Promise(() => undefined), 'not handled')).rejects.toThrow('not handled within 5 ms');
    await late.catch(() => undefined);
  });
});
