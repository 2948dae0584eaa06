import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Random } from '../../../src/providers/sandbox/random.js';
import { makeMailbox, makeThread } from '../../support/factories/emails.js';
import { MATTER_STATUSES } from '../../../src/common/matter/matter.js';
import { together } from './together.js';

const TEAMS = ['billing', 'orders', 'returns', null] as const;
const KINDS = [
  ['message', 12],
  ['auto_reply', 2],
  ['bounce', 1],
  ['list', 2],
  ['loop', 1],
] as const;

/** What happens to e-mails in the life of a system, in random order: arrivals, late changes, deletions and their undoing. */
export class EmailStory {
  readonly mailboxes: string[] = [];
  private readonly threads: { id: string; support_email_id: string }[] = [];

  private constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
    /** E-mails are received in this stretch, milliseconds since 1970. */
    private readonly stretch: { from: number; to: number },
    /** How many people write. */
    private readonly people: number,
  ) {}

  static async begin(pool: pg.Pool, random: Random, stretch: { from: number; to: number }, people = 40): Promise<EmailStory> {
    const story = new EmailStory(pool, random, stretch, people);
    for (let n = 0; n < 3; n++)
      story.mailboxes.push((await makeMailbox(pool, { display_name: `Mailbox ${n}`, deleted_at: n === 2 ? new Date() : null })).id);
    for (let n = 0; n < 12; n++) {
      const support_email_id = random.pick(story.mailboxes);
      story.threads.push({ id: (await makeThread(pool, { id: support_email_id })).id, support_email_id });
    }
    return story;
  }

  /** One step; returns its name. */
  async step(): Promise<string> {
    const kind = this.random.weighted([
      ['arrive', 6],
      ['change', 9],
      ['together', 3],
    ] as const);
    if (kind === 'arrive') return this.arrive(this.pool, this.random.int(1, 60));
    if (kind === 'change') return this.change(this.pool);
    return together(this.pool, this.random, [1, 4], (client) =>
      this.random.chance(0.4) ? this.arrive(client, this.random.int(1, 10)) : this.change(client),
    );
  }

  async arrive(on: pg.Pool | pg.PoolClient, count: number): Promise<string> {
    await insertEmails(
      on,
      Array.from({ length: count }, () => this.email()),
    );
    return 'arrive';
  }

  private async change(on: pg.Pool | pg.PoolClient): Promise<string> {
    const some = `hashtext(id::text || $1) % ${this.random.int(2, 9)} = 0`;
    const salt = String(this.random.next());
    const changes = {
      team: () => on.query(`update emails set team = $2 where ${some}`, [salt, this.random.pick(TEAMS)]),
      read: () => on.query(`update emails set is_read = true where ${some}`, [salt]),
      unread: () => on.query(`update emails set is_read = not is_read where ${some}`, [salt]),
      delete: () => on.query(`update emails set deleted_at = now() where deleted_at is null and ${some}`, [salt]),
      restore: () => on.query(`update emails set deleted_at = null where deleted_at is not null and ${some}`, [salt]),
      erase: () => on.query(`delete from emails where ${some}`, [salt]),
      status: () => on.query(`update emails set status = $2 where ${some}`, [salt, this.random.pick(MATTER_STATUSES)]),
      kind: () => on.query(`update emails set kind = $2 where direction = 'inbound' and ${some}`, [salt, this.random.weighted(KINDS)]),
      move: () =>
        on.query(`update emails set received_at = received_at + $2 * interval '1 second' where ${some}`, [
          salt,
          this.random.int(-200_000, 200_000),
        ]),
      sender: () => on.query(`update emails set from_email = $2 where ${some}`, [salt, this.person()]),
      mailbox: () => on.query(`update emails set support_email_id = $2 where ${some}`, [salt, this.random.pick(this.mailboxes)]),
      turn: () =>
        on.query(`update emails set direction = case direction when 'inbound' then 'outbound' else 'inbound' end where ${some}`, [salt]),
      touch: () => on.query(`update emails set summary = $1 where id is not null`, [salt]),
    };
    const name = this.random.pick(Object.keys(changes) as (keyof typeof changes)[]);
    await changes[name]();
    return name;
  }

  private email(): Record<string, unknown> {
    const { id: thread_id, support_email_id } = this.random.pick(this.threads);
    const direction = this.random.chance(0.75) ? 'inbound' : 'outbound';
    return {
      id: randomUUID(),
      support_email_id,
      thread_id,
      direction,
      kind: direction === 'inbound' ? this.random.weighted(KINDS) : 'message',
      from_email: this.random.chance(0.02) ? '' : this.person(),
      from_name: `Name ${this.random.int(1, 9)}`,
      received_at: new Date(this.instant()).toISOString(),
      is_read: this.random.chance(0.6),
      status: this.random.pick(MATTER_STATUSES),
      team: this.random.pick(TEAMS),
      deleted_at: this.random.chance(0.03) ? new Date().toISOString() : null,
    };
  }

  private person(): string {
    return `person${Math.floor(this.people * this.random.next() ** 2)}@example.com`;
  }

  /** Often right at the border of a quarter, an hour or a day. */
  private instant(): number {
    const at = this.stretch.from + Math.floor(this.random.next() * (this.stretch.to - this.stretch.from));
    const grain = this.random.weighted([
      [1, 4],
      [1_000, 4],
      [900_000, 1],
      [3_600_000, 1],
    ] as const);
    return Math.floor(at / grain) * grain;
  }
}

const COLUMNS = 'id, support_email_id, thread_id, direction, kind, from_email, from_name, received_at, is_read, status, team, deleted_at';

/** All of them by one statement. */
export async function insertEmails(on: pg.Pool | pg.PoolClient, rows: Record<string, unknown>[]): Promise<void> {
  await on.query(`insert into emails (${COLUMNS}) select ${COLUMNS} from jsonb_populate_recordset(null::emails, $1)`, [
    JSON.stringify(rows),
  ]);
}
