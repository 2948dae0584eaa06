import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';

/** A leg as upsert_kaleyra_call_logs takes it. */
export interface StoryLeg {
  id: string;
  parent_id: string;
  callfrom: string;
  callto: string;
  start_time: string;
  end_time: string | null;
  duration: number;
  billsec: number;
  status: string;
  service: string;
  [field: string]: unknown;
}

const SERVICES = ['Incoming', 'CallForward', 'Click2Call', 'OBD'] as const;
const STATUSES = [
  'ANSWER',
  'NOANSWER',
  'ANSWERED-A',
  'ANSWERED-B',
  'FAILED',
  'CANCEL',
  'ACCEPTED',
  'FORWARDED',
  'BUSY',
  'CONGESTION',
] as const;
export const AGENTS = ['5550100001', '5550100002', '5550100003', '5550100004'] as const;
const CALLERS = ['5551000001', '5551000002', '5551000003', '5551000004', '5551000005', '5551000006', '5551000007'] as const;

/** What happens to call logs in the life of a system, in random order: arrivals, corrections, changes by hand, deletions. */
export class CallStory {
  private serial = 0;
  private readonly ids: string[] = [];

  constructor(
    private readonly pool: pg.Pool,
    private readonly random: Random,
    /** Calls begin in this stretch, milliseconds since 1970. */
    private readonly stretch: { from: number; to: number },
  ) {}

  /** One step; returns its name. */
  async step(): Promise<string> {
    const kind =
      this.ids.length === 0
        ? 'arrive'
        : this.random.weighted([
            ['arrive', 6],
            ['correct', 4],
            ['same again', 1],
            ['by hand', 2],
            ['delete', 2],
            ['move', 2],
          ] as const);
    switch (kind) {
      case 'arrive':
        await this.upsert(Array.from({ length: this.random.int(1, 60) }, () => this.call()).flat());
        break;
      case 'correct':
      case 'same again':
        await this.correct(kind === 'correct');
        break;
      case 'by hand':
        await this.pool.query('update kaleyra_call_logs set status = $1, billsec = $2, service = $3, callto = $4 where id = any ($5)', [
          this.random.pick(STATUSES),
          this.random.int(0, 500),
          this.random.pick(SERVICES),
          this.random.pick(AGENTS),
          this.some(8),
        ]);
        break;
      case 'move':
        await this.pool.query(
          `update kaleyra_call_logs set start_time = start_time + $1 * interval '1 second', parent_id = case when $2 then '' else parent_id end where id = any ($3)`,
          [this.random.int(-200_000, 200_000), this.random.chance(0.3), this.some(8)],
        );
        break;
      case 'delete':
        await this.pool.query('delete from kaleyra_call_logs where id = any ($1)', [this.some(6)]);
        break;
    }
    return kind;
  }

  private async correct(change: boolean): Promise<void> {
    const { rows } = await this.pool.query<StoryLeg>(
      'select id, parent_id, callfrom, callto, start_time, end_time, duration, billsec, status, service, raw from kaleyra_call_logs where id = any ($1)',
      [this.some(25)],
    );
    await this.upsert(
      rows.map((leg) =>
        change ? { ...leg, status: this.random.pick(STATUSES), billsec: this.random.int(0, 900), raw: { corrected: ++this.serial } } : leg,
      ),
    );
  }

  private async upsert(legs: StoryLeg[]): Promise<void> {
    // A page that repeats a row is ordinary: the last one counts.
    const page = this.random.chance(0.2) && legs[0] ? [...legs, legs[0]] : legs;
    await this.pool.query('select upsert_kaleyra_call_logs($1)', [JSON.stringify(page)]);
    for (const leg of legs) if (!this.ids.includes(leg.id)) this.ids.push(leg.id);
  }

  /** A call of one to five legs; now and then the root is missing, or comes later than its legs. */
  private call(): StoryLeg[] {
    const start = this.instant();
    const root = this.leg(
      start,
      '',
      this.random.weighted([
        ['Incoming', 8],
        ['Click2Call', 2],
        ['OBD', 1],
      ] as const),
    );
    const legs = [root];
    for (let at = start, left = this.random.int(0, 4); left > 0; left--) {
      at += this.random.int(0, 90) * 1000 * (this.random.chance(0.05) ? -1 : 1);
      legs.push(this.leg(at, root.id, 'CallForward'));
    }
    return this.random.chance(0.03) && legs.length > 1 ? legs.slice(1) : legs;
  }

  private leg(at: number, parent_id: string, service: string): StoryLeg {
    const talked = this.random.chance(0.5);
    return {
      id: `leg-${++this.serial}`,
      parent_id,
      callfrom: this.random.pick(CALLERS),
      callto: service === 'CallForward' ? this.random.pick(AGENTS) : '5558000001',
      start_time: new Date(at).toISOString(),
      end_time: null,
      duration: this.random.int(0, 600),
      billsec: talked ? this.random.int(1, 600) : 0,
      status: this.random.pick(STATUSES),
      service,
      raw: { serial: this.serial },
    };
  }

  /** Whole seconds, often right at the border of a quarter, an hour or a day. */
  private instant(): number {
    const at = this.stretch.from + Math.floor(this.random.next() * (this.stretch.to - this.stretch.from));
    const grain = this.random.weighted([
      [1_000, 8],
      [900_000, 1],
      [3_600_000, 1],
    ] as const);
    return Math.floor(at / grain) * grain;
  }

  private some(most: number): string[] {
    return Array.from({ length: this.random.int(1, most) }, () => this.random.pick(this.ids));
  }
}
