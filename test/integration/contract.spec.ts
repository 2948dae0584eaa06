import { readFileSync } from 'node:fs';
import { NOT_BUILT_YET } from '../../src/start/notBuiltYet.js';
import { OPERATIONS } from '../prove/api/document.js';

/** `GET /refunds/{}`: endpoints that were promised before there was a product, by the document that promised them. */
const CONTRACT = JSON.parse(readFileSync(new URL('../fixtures/contract.json', import.meta.url), 'utf8')) as Record<string, string[]>;

const served = new Set(OPERATIONS.map(({ method, template }) => `${method} ${template.replace(/\{[^}]+\}/g, '{}')}`));
/** `returnRca` is served at `/return-rca`. */
const unbuilt = Object.keys(NOT_BUILT_YET).map((folder) => `/${folder.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
const isUnbuilt = (endpoint: string) => unbuilt.some((path) => ` ${endpoint.split(' ')[1]}/`.startsWith(` ${path}/`));

// That each is permission-checked, succeeds and refuses as documented is asked of every operation by prove:api.
describe.each(Object.entries(CONTRACT))('the contract, %s', (_name, endpoints) => {
  it.each(endpoints)('serves and documents %s', (endpoint) => {
    expect(served.has(endpoint)).toBe(!isUnbuilt(endpoint));
  });

  it('is whole', () => {
    expect(new Set(endpoints).size).toBe(endpoints.length);
    expect(endpoints.length).toBeGreaterThan(100);
  });
});
