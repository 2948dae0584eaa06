import base from './jest.config.mjs';

process.env['TEST_TIMEOUT_MS'] = '600000';

/** What .ci/run asks of the proofs: a longer seed each, and that each notices a product that was broken on purpose. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/prove/*.ci.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each starts up to five processes of the product.
  maxWorkers: 2,
};
