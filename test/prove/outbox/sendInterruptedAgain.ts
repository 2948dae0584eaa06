import type { Fleet } from '../../support/fleet.js';

/** What a product without the uncertain state would do. */
export async function sendInterruptedAgain(fleet: Fleet): Promise<void> {
  const { rows } = await fleet.pool.query<{ source: string }>(`select pg_get_functiondef('public.begin_send'::regproc) as source`);
  await fleet.pool.query(rows[0]!.source.replace(`v_send.state = 'queued' and`, `v_send.state in ('queued', 'sending') and`));
}
