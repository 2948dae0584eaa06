// Reads as the product does, save messages whose subject orders a fault: a parser that never ends, one that takes all memory, one that dies.
import { setImmediate } from 'node:timers';
import { mailReading as ordinary } from '../../dist/gmailIngestion/parsing/mailReading.js';

/** @param {{ loop_secret: string }} settings */
export function mailReading(settings) {
  const read = ordinary(settings);
  /** @param {Buffer} raw */
  return (raw) => {
    const [, order] = /^Subject: please (\w+)/m.exec(raw.toString('latin1')) ?? [];
    if (order === 'spin') for (;;);
    if (order === 'exhaust') for (const hoard = []; ;) hoard.push(new Array(10_000).fill(hoard.length));
    if (order === 'exit') process.exit(7);
    if (order === 'throw')
      setImmediate(() => {
        throw new Error('outside of any promise');
      });
    return order === 'throw' ? new Promise(() => undefined) : read(raw);
  };
}
