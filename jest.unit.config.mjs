import base from './jest.config.mjs';

process.env['TEST_TIMEOUT_MS'] = '10000';

/** The specs beside the code: they need no database, so none is got ready. Anything that needs one belongs into test/. */
export default {
  ...base,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  globalSetup: undefined,
  globalTeardown: undefined,
};
