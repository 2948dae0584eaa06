import { proveApi } from './api/proveApi.js';
import type { Sabotage } from './api/sabotage.js';

describe('prove:api', () => {
  it('finds every operation answered as documented, to each caller what is his, and nothing odd done', async () => {
    const { faults, done, refused } = await proveApi({ seed: 'short', cases: 12, quick: true });
    expect(faults).toEqual([]);
    expect([done > 300, refused > 800]).toEqual([true, true]);
  });

  it.each<[Sabotage, only: string, cases: number, says: string]>([
    ['guard', '/roles', 0, 'the role viewer got 400 validation_failed instead of 403 forbidden'],
    ['validation', 'POST /roles', 12, '500 {'],
    ['field', '/roles', 0, 'must NOT have additional properties (internal_note)'],
    ['crash', 'GET /roles', 12, '500 {'],
    ['hang', 'GET /roles/modules', 0, 'no answer within 1 s'],
    ['echo', '/roles', 12, 'it repeats what was sent'],
    ['inside', '/roles', 30, 'it tells of the inside (select * from public.roles where)'],
    ['leak', '/api-keys', 0, 'the answer holds a value of api_key_secrets.key_hash'],
    ['scope', 'GET /conversations', 0, 'it shows what is of another team'],
  ])('notices a broken %s', async (sabotage, only, cases, says) => {
    const { faults } = await proveApi({ seed: 'sabotage', cases, quick: true, only: [only], deadline_ms: 1_000, sabotage });
    expect(faults).toContainEqual(expect.stringContaining(says));
  });
});
