import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ConfigService } from '../common/config/config.service.js';
import type { ChangeEvent } from '../common/realtime/changeEvents.js';
import { WorkflowRegister } from '../common/workflows/workflowRegister.js';
import { applies, Brake, BRAKE_MS, causeOf, rowAt, seen } from './evaluate.js';
import type { Workflow } from './workflow.js';
import { WorkflowRules } from './workflowRules.service.js';
import { type Counted, type NewRun, type Sample, type Thing, WorkflowsRepository } from './workflows.repository.js';
import { WORKFLOWS } from './workflows.settings.js';

/** One sample of what did not match is taken so often of each rule, milliseconds. */
const SAMPLE_MS = 60_000;

/** A thing that rules may apply to, for a cause. */
export interface Look {
  workflows: readonly Workflow[];
  row: Record<string, unknown>;
  entity_id: string;
  has_before: boolean;
  cause: string;
  event: string;
  at: Date;
  caused_by: string | null;
  depth: number;
  input: Record<string, unknown>;
}

/** One of the rules that looked, and applies. */
interface Match {
  workflow: Workflow;
  look: Look;
}

/** Which rules apply to what happened: many events at once, rules read beforehand, few statements. */
@Injectable()
export class WorkflowMatching {
  private readonly sampled = new Map<string, number>();

  constructor(
    private readonly rules: WorkflowRules,
    private readonly repository: WorkflowsRepository,
    private readonly register: WorkflowRegister,
    private readonly config: ConfigService,
  ) {}

  async isWanted(): Promise<boolean> {
    return (await this.rules.byEvent()).size > 0 || (await this.repository.isAnythingWaiting());
  }

  /** Ends what waited for these events, and begins what applies to them. */
  async take(events: ChangeEvent[]): Promise<void> {
    await this.endWaits(events);
    const by_event = await this.rules.byEvent();
    const wanted = events.filter(({ event }) => by_event.has(event));
    if (wanted.length === 0) return;
    const ids = new Map<string, Set<string>>();
    for (const { event, entity_id } of wanted) {
      const kind = event.slice(0, event.indexOf(':'));
      const own = ids.get(kind);
      if (own) own.add(entity_id);
      else ids.set(kind, new Set([entity_id]));
    }
    const things = new Map<string, Map<string, Thing>>();
    for (const [kind, own] of ids) things.set(kind, await this.repository.things(this.register.kind(kind)!, [...own]));
    const looks: Look[] = [];
    for (const event of wanted) {
      const thing = things.get(event.event.slice(0, event.event.indexOf(':')))!.get(event.entity_id);
      // What has been deleted since is nobody's business any more.
      if (thing) looks.push(lookAt(by_event.get(event.event)!, thing, event));
    }
    await this.begin(looks, new Date());
  }

  /** Begins the rules that apply, and notes how each fared. `swept` are rules whose time has been looked at. */
  async begin(looks: readonly Look[], now: Date, swept: { workflow_id: string; until: string }[] = []): Promise<number> {
    const counts = new Map<string, Counted>();
    const matched: Match[] = [];
    const samples: Sample[] = [];
    const unsampled = new Set<string>();
    for (const [workflows, looked] of counted(looks))
      for (const { id } of workflows) {
        const before = counts.get(id)?.evaluated ?? 0;
        counts.set(id, { workflow_id: id, evaluated: before + looked, matched: 0 });
        if (now.getTime() - (this.sampled.get(id) ?? 0) >= SAMPLE_MS) unsampled.add(id);
      }
    // What does not apply, which is nearly everything, leaves nothing behind.
    for (const look of looks)
      for (const workflow of look.workflows)
        if (applies(workflow, look.row, look.has_before, look.at)) {
          counts.get(workflow.id)!.matched += 1;
          matched.push({ workflow, look });
        } else if (unsampled.delete(workflow.id)) {
          this.sampled.set(workflow.id, now.getTime());
          samples.push({ ...told(workflow, look), why: seen(workflow.conditions, workflow.fields, look.row, look.at) });
        }
    if (counts.size === 0 && swept.length === 0) return 0;
    const runs = matched.length === 0 ? [] : await this.braked(matched);
    return this.repository.record(runs, [...counts.values()], samples, swept);
  }

  private async braked(matched: Match[]): Promise<NewRun[]> {
    const { WORKFLOW_CHAIN_LIMIT: chain, WORKFLOW_BRAKE: limit } = this.config.of(WORKFLOWS);
    const brake = new Brake({ chain, brake: limit });
    const earliest = Math.min(...matched.map(({ look }) => look.at.getTime()));
    const distinct = new Map(matched.map(({ workflow, look }) => [`${workflow.id}/${look.entity_id}`, told(workflow, look)]));
    const known = new Set<string>();
    for (const { workflow_id, entity_id, cause, at } of await this.repository.ran([...distinct.values()], new Date(earliest - BRAKE_MS))) {
      brake.know(workflow_id, entity_id, at);
      known.add(`${workflow_id}/${cause}`);
    }
    return matched.flatMap(({ workflow, look }): NewRun[] => {
      const { row, entity_id, at, depth, caused_by, cause, input } = look;
      // An event that is looked at again, because a node was killed, has begun what it begins.
      if (known.has(`${workflow.id}/${cause}`)) return [];
      const reason = brake.stops(workflow.id, entity_id, at.getTime(), depth);
      // Of what is stopped again and again one row an hour says enough.
      const stored = reason === null ? cause : `x:${entity_id}:${Math.floor(at.getTime() / BRAKE_MS)}:${depth > chain}`;
      return [
        {
          ...told(workflow, look),
          workflow_version: workflow.version,
          customer_id: (row['customer_id'] as string | null | undefined) ?? null,
          cause: stored,
          event_at: at.toISOString(),
          depth,
          caused_by,
          why: seen(workflow.conditions, workflow.fields, row, at),
          input,
          ...(reason === null ? { state: 'running' as const } : { state: 'stopped' as const, reason }),
        },
      ];
    });
  }

  private async endWaits(events: ChangeEvent[]): Promise<void> {
    const happened = events.flatMap((event) => this.happened(event));
    if (happened.length > 0 && (await this.repository.isAnythingWaiting())) await this.repository.cancelWaiting(happened);
  }

  /** What an event may have ended. */
  happened({ event, entity_id, payload, at }: Pick<ChangeEvent, 'event' | 'entity_id' | 'payload' | 'at'>) {
    return this.register.kinds.flatMap((kind) =>
      Object.entries(kind.occurrences)
        .filter(([, each]) => each.event === event && Object.entries(each.when ?? {}).every(([field, value]) => payload[field] === value))
        .map(([name, { of, says }]) => ({ key: waitKey(kind.type, name, of === undefined ? entity_id : String(payload[of])), says, at })),
    );
  }
}

/** How a run says what ends its wait. */
export function waitKey(kind: string, occurrence: string, id: string): string {
  return `${kind}/${occurrence}/${id}`;
}

/** An event, and the thing that it is about, as rules see them. */
export function lookAt(
  workflows: readonly Workflow[],
  thing: Thing,
  event: Pick<ChangeEvent, 'seq' | 'event' | 'entity_id' | 'payload' | 'at' | 'before' | 'cause'>,
): Look {
  return {
    workflows,
    row: rowAt(thing, event),
    entity_id: event.entity_id,
    has_before: Boolean(event.before),
    cause: `e:${event.seq}`,
    event: event.event,
    at: new Date(event.at),
    ...causeOf(event.cause),
    input: {},
  };
}

/** A short word for something long, the same every time. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function told({ id, kind }: Workflow, { entity_id, event }: Look): Omit<Sample, 'why'> {
  return { workflow_id: id, entity_type: kind.type, entity_id, event };
}

/** How many looks each set of rules has; the rules of one event are one set. */
function counted(looks: readonly Look[]): Map<readonly Workflow[], number> {
  const counts = new Map<readonly Workflow[], number>();
  for (const { workflows } of looks) counts.set(workflows, (counts.get(workflows) ?? 0) + 1);
  return counts;
}
