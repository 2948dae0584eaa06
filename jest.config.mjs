import { availableParallelism } from 'node:os';

/** One Postgres cluster serves the whole run; each test file clones its own database from a template. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // The longer proofs have a configuration of their own.
  testPathIgnorePatterns: ['/node_modules/', '\\.ci\\.spec\\.ts$'],
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testSequencer: '<rootDir>/test/support/dearestFirst.mjs',
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  // Tests wait for processes and sockets more than they compute: two at a time leave two cores idle for two fifths of the time.
  maxWorkers: Math.max(3, availableParallelism()),
  // Long, for a machine that has other work too: it ends what hangs.
  testTimeout: 120_000,
};
