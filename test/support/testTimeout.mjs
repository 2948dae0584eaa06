// The runner itself waits for ever: what takes longer than `testTimeout`, or than a test says of itself, fails here.
import { clearTimeout, setTimeout } from 'node:timers';
import { addEventHandler } from 'jest-circus';

const LIMIT_MS = Number(process.env['TEST_TIMEOUT_MS']);

/** @param {() => unknown} work @param {number} [limit_ms] @param {string} [name] */
function limited(work, limit_ms = LIMIT_MS, name = 'hook') {
  return async () => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name} took longer than ${limit_ms} ms.`)), limit_ms);
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

addEventHandler((event, state) => {
  const added =
    event.name === 'add_test'
      ? state.currentDescribeBlock.children.at(-1)
      : event.name === 'add_hook'
        ? state.currentDescribeBlock.hooks.at(-1)
        : undefined;
  if (added && 'fn' in added && added.fn) added.fn = limited(added.fn, added.timeout, 'name' in added ? added.name : added.type);
});
