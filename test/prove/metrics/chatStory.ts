import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Random } from '../../../src/providers/sandbox/random.js';
import { together } from './together.js';

const TEAMS = ['billing', 'orders', 'returns', null] as const;
const STATUSES = ['queued', 'sending', 'unknown', 'sent', 'failed', 'delivered', 'read', 'played', 'cancelled'] as const;
const CODES = ['131026', '131047', '470', null] as const;
const AGENTS = [randomUUID(), randomUUID(), randomUUID()];

type Connection = pg.Pool | pg.PoolClient;

/** What happens to chats in the life of a system, in random order: messages, late reports, resolutions, and who is responsible. */
export class ChatStory {
  readonly providers: string[] = [];
  readonly teams = TEAMS.filter((team) => team !== null);
  private readonly conversations: { id: string; contact_id: string }[] = [];

  private constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
    /** Messages stand in this stretch, milliseconds since 1970. */
    private readonly stretch: { from: number; to: number },
  ) {}

  static async begin(pool: pg.Pool, random: Random, stretch: { from: number; to: number }): Promise<ChatStory> {
    const story = new ChatStory(pool, random, stretch);
    for (let n = 0; n < 3; n++) {
      const { rows } = await pool.query<{ id: string }>(
        `insert into chat_providers (slug, kind, name, business_number, deleted_at) values ($1, $2, $3, $4, $5) returning id`,
        [`line-${n}`, n === 1 ? 'netcore' : 'interakt', `Line ${n}`, `+1202555010${n}`, n === 2 ? new Date() : null],
      );
      story.providers.push(rows[0]!.id);
    }
    for (let n = 0; n < 12; n++) await story.open();
    return story;
  }

  /** One step; returns its name. */
  async step(): Promise<string> {
    const kind = this.random.weighted([
      ['write', 6],
      ['change', 10],
      ['together', 4],
    ] as const);
    if (kind === 'write') return this.write(this.pool, this.random.int(1, 40));
    if (kind === 'change') return this.change(this.pool);
    return together(this.pool, this.random, [2, 5], (client) =>
      this.random.chance(0.4) ? this.write(client, this.random.int(1, 10)) : this.change(client),
    );
  }

  private async open(): Promise<void> {
    const provider_id = this.random.pick(this.providers);
    const contact_id = randomUUID();
    const id = randomUUID();
    await this.pool.query(
      `with contact as (insert into chat_contacts (id, business_number, name) values ($1, '+12025550100', 'Somebody') returning id)
       insert into conversations (id, contact_id, provider_id, channel, business_number, team, created_at)
       select $2, contact.id, $3, 'interakt', '+12025550100', $4, $5 from contact`,
      [contact_id, id, provider_id, this.random.pick(TEAMS), new Date(this.instant())],
    );
    this.conversations.push({ id, contact_id });
  }

  private async write(on: Connection, count: number): Promise<string> {
    const rows = Array.from({ length: count }, () => this.message());
    await on.query(
      `insert into messages (id, conversation_id, contact_id, provider_id, direction, source, type, text, at, status, error_code,
         created_by)
       select id, conversation_id, contact_id, provider_id, direction, source, type, text, at, status, error_code, created_by
       from jsonb_populate_recordset(null::messages, $1)`,
      [JSON.stringify(rows)],
    );
    return 'write';
  }

  private async change(on: Connection): Promise<string> {
    const some = `hashtext(id::text || $1) % ${this.random.int(2, 9)} = 0`;
    const salt = String(this.random.next());
    const conversation = this.random.pick(this.conversations);
    const agent = this.random.pick(AGENTS);
    const changes = {
      status: () =>
        on.query(`update messages set status = $2, error_code = $3 where direction = 'outbound' and ${some}`, [
          salt,
          this.random.pick(STATUSES),
          this.random.pick(CODES),
        ]),
      'other code': () =>
        on.query(`update messages set error_code = $2 where status = 'failed' and ${some}`, [salt, this.random.pick(CODES)]),
      touch: () => on.query(`update messages set preview = $1 where ${some}`, [salt]),
      erase: () => on.query(`delete from messages where ${some}`, [salt]),
      'in time': () =>
        on.query(`update messages set at = at + $2 * interval '1 second' where ${some}`, [salt, this.random.int(-200_000, 200_000)]),
      'to another conversation': () => on.query(`update messages set conversation_id = $2 where ${some}`, [salt, conversation.id]),
      'other provider': () => on.query(`update messages set provider_id = $2 where ${some}`, [salt, this.random.pick(this.providers)]),
      team: () => on.query(`update conversations set team = $2 where ${some}`, [salt, this.random.pick(TEAMS)]),
      carrier: () => on.query(`update conversations set provider_id = $2 where ${some}`, [salt, this.random.pick(this.providers)]),
      'resolve for another team': () =>
        on.query(`update conversations set status = 'resolved', team = $2 where ${some}`, [salt, this.random.pick(TEAMS)]),
      reopen: () => on.query(`update conversations set status = 'open' where status = 'resolved' and ${some}`, [salt]),
      cycle: () =>
        on.query(
          `update conversation_cycles set first_message_at = $2, first_response_at = $3, resolved_at = $4, resolved_by = $5
           where hashtext(conversation_id::text || $1) % 4 = 0`,
          [salt, ...this.times(), this.random.chance(0.7) ? agent : null],
        ),
      'drop cycles': () => on.query(`delete from conversation_cycles where hashtext(conversation_id::text || $1) % 9 = 0`, [salt]),
    };
    const name = this.random.pick(Object.keys(changes) as (keyof typeof changes)[]);
    await changes[name]();
    return name;
  }

  /** A first message, a response and a resolution, each now and then missing. */
  private times(): (Date | null)[] {
    const first = this.instant();
    const wait = this.random.pick([0, 1, 299_999, 300_000, 300_001, 900_000, 3_600_000, 14_400_001, 86_400_000, 200_000_000]);
    return [
      this.random.chance(0.8) ? new Date(first) : null,
      this.random.chance(0.7) ? new Date(first + wait) : null,
      this.random.chance(0.5) ? new Date(first + wait + this.random.int(0, 5_000_000)) : null,
    ];
  }

  private message(): Record<string, unknown> {
    const { id: conversation_id, contact_id } = this.random.pick(this.conversations);
    const source = this.random.weighted([
      ['customer', 10],
      ['agent', 6],
      ['external_app', 1],
      ['automatic', 2],
    ] as const);
    const status = source === 'customer' ? null : this.random.pick(STATUSES);
    return {
      id: randomUUID(),
      conversation_id,
      contact_id,
      provider_id: this.random.pick(this.providers),
      direction: source === 'customer' ? 'inbound' : 'outbound',
      source,
      type: source === 'customer' && this.random.chance(0.05) ? 'system' : 'text',
      text: `Message ${this.random.int(1, 99)}`,
      at: new Date(this.instant()).toISOString(),
      status,
      error_code: status === 'failed' ? this.random.pick(CODES) : null,
      created_by: source === 'agent' && this.random.chance(0.95) ? this.random.pick(AGENTS) : null,
    };
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
