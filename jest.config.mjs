import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

// Long, for a machine that has other work too: it ends what hangs. Read by test/support/testTimeout.mjs.
process.env['TEST_TIMEOUT_MS'] = '120000';

/** Short proofs that are done longer right after: they would show nothing more. */
function provedLater() {
  if (!process.env['PROOFS_FOLLOW']) return [];
  const longer = readdirSync(new URL('test/prove', import.meta.url)).filter((name) => name.endsWith('.ci.spec.ts'));
  return longer.map((name) => `/test/prove/${name.replace('.ci.spec.ts', '')}\\.spec\\.ts$`);
}

/** One Postgres cluster serves the whole run; each test file clones its own database from a template. */
export default {
  // Plain Node, without a module system of jest's own: what a worker has imported once serves all its files.
  runner: 'jest-light-runner',
  transform: {},
  setupFiles: ['<rootDir>/test/support/typescript.mjs'],
  setupFilesAfterEnv: ['<rootDir>/test/support/testTimeout.mjs'],
  // The longer proofs have a configuration of their own.
  testPathIgnorePatterns: ['/node_modules/', '\\.ci\\.spec\\.ts$', ...provedLater()],
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testSequencer: '<rootDir>/test/support/dearestFirst.mjs',
  globalSetup: '<rootDir>/test/support/globalSetup.mjs',
  globalTeardown: '<rootDir>/test/support/globalTeardown.mjs',
  // Tests wait for processes and sockets more than they compute: two at a time leave two cores idle for two fifths of the time.
  maxWorkers: Math.max(3, availableParallelism()),
};
