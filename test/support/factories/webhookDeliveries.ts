import type pg from 'pg';

/** Rows as the product makes them, and the functions of the hot path with the arguments that a test varies. */
export class Hooks {
  private seq = 0;

  constructor(private readonly pool: pg.Pool) {}

  async subscription(event_types = ['*'], url = 'https://hooks.example.com/'): Promise<string> {
    const { rows } = await this.pool.query(
      `select (create_webhook_subscription(jsonb_build_object('id', gen_random_uuid(), 'name', 'CRM', 'url', $1::text, 'event_types',
        to_jsonb($2::text[])), 'sealed')).id`,
      [url, event_types],
    );
    return rows[0].id as string;
  }

  /** Makes the next event; returns its seq. */
  async event(entity_id = 'a', event = 'call:updated', seq = ++this.seq): Promise<number> {
    await this.pool.query(`select enqueue_webhook_deliveries($1, $2, 'calls', $3, $4, '2026-01-01T00:00:00Z')`, [
      seq,
      event,
      entity_id,
      { id: entity_id, seq },
    ]);
    return seq;
  }

  async claim(limit = 10, lease_ms = 60_000, endpoint_limit = 8, pool: pg.Pool | pg.Client = this.pool) {
    const { rows } = await pool.query('select * from claim_webhook_deliveries($1, $2, $3)', [limit, lease_ms, endpoint_limit]);
    return rows as {
      attempt_id: string;
      attempt: number;
      delivery_id: string;
      webhook_id: string;
      subscription_id: string;
      entity_id: string;
      body: string;
      schedule_position: number;
    }[];
  }

  async finish(
    attempt_id: string,
    result = 'delivered',
    change: { retry_in_ms?: number | null; gone?: boolean; after_ms?: number; min_failures?: number; status?: number } = {},
  ) {
    const { retry_in_ms = 0, gone = false, after_ms = 432_000_000, min_failures = 5, status = result === 'delivered' ? 200 : 500 } = change;
    const { rows } = await this.pool.query('select finish_webhook_attempt($1, $2, $3, null, null, 1, $4, $5, $6, $7) as outcome', [
      attempt_id,
      result,
      status,
      retry_in_ms,
      gone,
      after_ms,
      min_failures,
    ]);
    return rows[0].outcome as { state: string; disabled: boolean; superseded: boolean };
  }

  async seqs(work: { body: string }[]): Promise<number[]> {
    return work.map(({ body }) => (JSON.parse(body) as { seq: number }).seq);
  }

  async one<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T> {
    return (await this.pool.query(sql, values)).rows[0] as T;
  }
}
