import { Injectable } from '@nestjs/common';
import { CronTime } from 'cron';
import { DateTime } from 'luxon';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import type { Workflow } from './workflow.js';
import { type Look, WorkflowMatching } from './workflowMatching.service.js';
import { WorkflowRules } from './workflowRules.service.js';
import { type Thing, WorkflowsRepository } from './workflows.repository.js';

const MINUTE_MS = 60_000;
/** Things that one look of a rule at the time begins with. */
const AT_ONCE = 500;
/** Things that a schedule begins at a tick. */
const MOST = 10_000;
/** How often the time is looked at, milliseconds. */
const LOOK_MS = 5_000;

/** Rules that go by the time: so long after something, or at certain times. */
@Injectable()
export class WorkflowTime {
  constructor(
    private readonly rules: WorkflowRules,
    private readonly matching: WorkflowMatching,
    private readonly repository: WorkflowsRepository,
    private readonly clock: BusinessClock,
  ) {}

  /** Looks at what the time has brought. Returns after how long to look again; null: no rule goes by the time. */
  async look(now: Date): Promise<number | null> {
    const timed = (await this.rules.current()).filter(({ trigger }) => trigger.type === 'time' || trigger.type === 'schedule');
    if (timed.length === 0) return null;
    let is_behind = false;
    await this.repository.alone(async () => {
      const until = new Map((await this.repository.active()).map(({ id, swept_until }) => [id, new Date(swept_until)]));
      for (const workflow of timed) {
        const swept_until = until.get(workflow.id);
        if (!swept_until) continue;
        const look = workflow.trigger.type === 'time' ? this.passed(workflow, swept_until, now) : this.ticked(workflow, swept_until, now);
        is_behind = (await look) || is_behind;
      }
    });
    return is_behind ? 1 : LOOK_MS;
  }

  /** Of a rule like "two hours before due": whatever became so since it was looked at last. True when there is more. */
  private async passed(workflow: Workflow, swept_until: Date, now: Date): Promise<boolean> {
    const { field, minutes } = workflow.trigger;
    const offset = minutes! * MINUTE_MS;
    const [from, to] = [swept_until, now].map((at) => new Date(at.getTime() - offset));
    const things = await this.repository.passing(workflow.kind, field!, from!, to!, AT_ONCE);
    const last = things.at(-1);
    const is_full = things.length === AT_ONCE;
    // Those of the same moment as the last one may have been cut off: they come again, and are known by their cause.
    const until = is_full && last ? new Date(Math.min(now.getTime(), Date.parse(String(last[field!])) + offset - 1)) : now;
    const stuck = is_full && until <= swept_until;
    await this.matching.begin(
      things.map((thing) =>
        lookOf(workflow, thing, `t:${thing.id}:${String(thing[field!])}`, new Date(Date.parse(String(thing[field!])) + offset)),
      ),
      now,
      [{ workflow_id: workflow.id, until: (stuck ? new Date(until.getTime() + 2) : until).toISOString() }],
    );
    return is_full;
  }

  /** Of a schedule: its last tick, once. Ticks that nobody was there for are made up for by one. */
  private async ticked(workflow: Workflow, swept_until: Date, now: Date): Promise<boolean> {
    const tick = lastTick(workflow.trigger.cron!, this.clock.zone, swept_until, now);
    if (!tick) return false;
    const things = await this.repository.matching(workflow.kind, workflow.conditions, workflow.fields, tick, MOST);
    const at = tick.toISOString();
    for (let start = 0; start < things.length; start += AT_ONCE)
      await this.matching.begin(
        things.slice(start, start + AT_ONCE).map((thing) => lookOf(workflow, thing, `s:${at}:${thing.id}`, tick)),
        now,
      );
    await this.matching.begin([], now, [{ workflow_id: workflow.id, until: at }]);
    return false;
  }
}

function lookOf(workflow: Workflow, thing: Thing, cause: string, at: Date): Look {
  const { trigger } = workflow;
  const event = trigger.type === 'time' ? `time:${trigger.field}` : 'schedule:ticked';
  return {
    workflows: [workflow],
    row: thing,
    entity_id: thing.id,
    has_before: false,
    cause,
    event,
    at,
    caused_by: null,
    depth: 1,
    input: {},
  };
}

/** The last tick after one moment and not after another; null: there was none. */
export function lastTick(cron: string, zone: string, after: Date, until: Date): Date | null {
  const time = new CronTime(cron, zone);
  // A cron of minutes that was off for years is not walked through tick by tick.
  const from = new Date(Math.max(after.getTime(), until.getTime() - 8 * 86_400_000));
  let last: Date | null = null;
  let next = time.getNextDateFrom(DateTime.fromJSDate(from, { zone }) as never, zone).toJSDate();
  if (next > until && from > after) next = time.getNextDateFrom(DateTime.fromJSDate(after, { zone }) as never, zone).toJSDate();
  for (let count = 0; next <= until && count < 20_000; count += 1) {
    last = next;
    next = time.getNextDateFrom(DateTime.fromJSDate(next, { zone }) as never, zone).toJSDate();
  }
  return last;
}
