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
    `insert into change_reaction_failures (name, seq, entity, event, state)
      select 'activity.test', n, gen_random_uuid()::text, jsonb_build_object('seq', n, 'namespace', 'calls', 'event', 'sync_run:removed',
        'entity_id', gen_random_uuid(), 'payload', '{}'::jsonb, 'at', now()), 'parked'
      from (select (random() * 1e9)::bigint as n) r returning id`,
  );
}
