import type { Lifecycle } from '../../src/common/status/lifecycle.js';
import type { RoleName, TestApp } from './app.js';

interface LifecycleSuite {
  product(): TestApp;
  /** `/refunds`: a thing is at `<path>/:id`, actions are taken at `<path>/:id/actions`. */
  path: string;
  table: string;
  states: Lifecycle;
  /** A new thing, in the first status. */
  make(): Promise<{ id: string }>;
  /** What an action needs besides its note. */
  needs?(action: string): object;
  /** Who takes the action, when it is not an admin. */
  as?(status: string, action: string): RoleName;
}

interface Detail {
  status: string;
  version: number;
  allowed_actions: string[];
  history: { action: string; note: string; from_status: string | null; to_status: string | null; actor_id: string | null }[];
}

/** Every step that the lifecycle allows, and every one that it does not, through the public API. */
export function lifecycleSuite({ product, path, table, states, make, needs = () => ({}), as = () => 'admin' }: LifecycleSuite): void {
  const { entity, states: all, actions } = states;
  const act = (id: string, body: { action: string; note?: string; version?: number }, status = all[0]!) =>
    product().call<Detail & { code: string; details: unknown }>('POST', `${path}/${id}/actions`, {
      as: as(status, body.action),
      body: { ...body, ...needs(body.action) },
    });
  const get = async (id: string) => (await product().call<Detail>('GET', `${path}/${id}`)).body;
  /** Puts it where it has to begin; the way there is not what is tried. */
  const inStatus = async (status: string) => {
    const { id } = await make();
    await product().database.pool.query(`update public.${table} set status = $2 where id = $1`, [id, status]);
    return id;
  };

  describe(`the lifecycle of ${entity}`, () => {
    it('begins with the first status', async () => {
      expect((await get((await make()).id)).status).toBe(all[0]);
    });

    it('has the statuses that the database accepts', async () => {
      const { rows } = await product().database.pool.query<{ text: string }>(
        `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = 'public.${table}'::regclass
          and conname = '${table}_status_check'`,
      );
      expect([...rows[0]!.text.matchAll(/'(\w+)'::text/g)].map(([, status]) => status).sort()).toEqual([...all].sort());
    });

    it.each(all.flatMap((status) => states.allowed(status).map((action) => [status, action, states.after(status, action)!] as const)))(
      'from %s by %s comes to %s, with the note in the history',
      async (status, action, next) => {
        const id = await inStatus(status);
        const before = await get(id);
        const answer = await act(id, { action, note: 'because', version: before.version }, status);
        expect([answer.status, answer.body.status]).toEqual([200, next]);
        expect(answer.body.version).toBe(before.version + 1);
        expect(answer.body.allowed_actions).toEqual(states.allowed(next));
        expect(answer.body.history.at(-1)).toMatchObject({ action, note: 'because', from_status: status, to_status: next });
        expect(answer.body.history.at(-1)!.actor_id).not.toBeNull();
      },
    );

    it.each(all.map((status) => [status, actions.filter((action) => states.after(status, action) === undefined)] as const))(
      'from %s refuses %j and says what is possible',
      async (status, refused) => {
        const id = await inStatus(status);
        for (const action of refused) {
          const answer = await act(id, { action, note: 'because' }, status);
          expect([answer.status, answer.body.code, answer.body.details]).toMatchObject([
            409,
            'step_not_allowed',
            { status, action, allowed: [...states.allowed(status)].sort() },
          ]);
        }
        expect((await get(id)).status).toBe(status);
      },
    );

    it('takes a step once when two ask for it in the same moment', async () => {
      const { id } = await make();
      const action = states.allowed(all[0]!)[0]!;
      const answers = await Promise.all(Array.from({ length: 8 }, () => act(id, { action, note: 'because', version: 1 })));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(7);
    });

    it('refuses a version that is not the present one, an unknown action and a thing that is not there', async () => {
      const { id } = await make();
      const action = states.allowed(all[0]!)[0]!;
      const stale = await act(id, { action, note: 'because', version: 99 });
      expect([stale.status, stale.body.code, stale.body.details]).toMatchObject([409, 'stale_version', { version: 1 }]);
      expect((await act(id, { action: 'dance' })).status).toBe(400);
      const missing = await act('00000000-0000-4000-8000-000000000000', { action, note: 'because' });
      expect([missing.status, missing.body.code]).toEqual([404, `${entity}_not_found`]);
    });
  });
}
