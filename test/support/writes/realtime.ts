import type { Writes, WritesWorld } from '../writes.js';

export const writes = (world: WritesWorld): Writes => ({
  'POST /changes/failures/{id}/retry': [
    'retry change_reaction_failures: before, after',
    async () => ({ path: `/changes/failures/${await parkedChange(world)}/retry` }),
  ],
  'DELETE /changes/failures/{id}': [
    'dismiss change_reaction_failures: before',
    async () => ({ path: `/changes/failures/${await parkedChange(world)}` }),
  ],
});

/** An event that a reaction could not handle. */
export async function parkedChange({ product, one }: Pick<WritesWorld, 'product' | 'one'>): Promise<string> {
  await product().database.pool.query(`insert into change_reactions (name, last_seq) values ('activity.test', 0) on conflict do nothing`);
  return one(
    `insert into change_reaction_failures (name, seq, entity, event, state) values ('activity.test', (random() * 1e9)::bigint,
      gen_random_uuid()::text, '{}', 'parked') returning id`,
  );
}
