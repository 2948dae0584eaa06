import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import type { DryRunDto, DryRunResultDto, WorkflowTrialDto } from './dto/workflow.dto.js';
import { applies, Brake, seen } from './evaluate.js';
import { actionsOf } from './readWorkflow.js';
import type { Workflow } from './workflow.js';
import { lookAt, type Look } from './workflowMatching.service.js';
import { lastTick } from './workflowTime.service.js';
import { workflowNotTestable, workflowThingGone } from './workflows.errors.js';
import { WorkflowsRepository } from './workflows.repository.js';
import { WORKFLOWS } from './workflows.settings.js';

/** Events, or things, that one dry run looks at. */
const MOST = 5_000;

/** What a rule would have done, without doing it: nothing but reading, by the same functions as a live run. */
@Injectable()
export class WorkflowDryRun {
  constructor(
    private readonly repository: WorkflowsRepository,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
  ) {}

  /** Raises validation_failed, workflow_not_testable. */
  async run(workflow: Workflow, { from, to, limit = 200 }: DryRunDto, now: Date): Promise<DryRunResultDto> {
    const [start, end] = [new Date(from), to === undefined ? now : new Date(to)];
    if (end <= start) throw validationFailed([{ field: 'to', message: 'to must be after from' }]);
    const looks = await this.looks(workflow, start, end);
    const { WORKFLOW_CHAIN_LIMIT: chain, WORKFLOW_BRAKE: limit_of_brake } = this.config.of(WORKFLOWS);
    const brake = new Brake({ chain, brake: limit_of_brake });
    const items = looks.map((look) => this.judged(workflow, look, brake));
    const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
    return {
      evaluated: items.length,
      matched: count('matches'),
      stopped: count('stopped'),
      is_whole: looks.length < MOST,
      actions: actionsOf(workflow.steps).map(({ action }) => action.name),
      items: items
        .filter(({ outcome }) => outcome !== 'does_not_match')
        .slice(0, limit)
        .concat(items.filter(({ outcome }) => outcome === 'does_not_match').slice(0, 20)),
    };
  }

  /** Whether it would apply to one thing as it is now. Raises workflow_not_testable, workflow_thing_gone. */
  async test(workflow: Workflow, entity_id: string, now: Date): Promise<WorkflowTrialDto> {
    if (workflow.trigger.type === 'webhook') throw workflowNotTestable();
    const thing = (await this.repository.things(workflow.kind, [entity_id])).get(entity_id);
    if (!thing) throw workflowThingGone({ entity_id });
    const matches = applies(workflow, thing, false, now);
    return { entity_id, matches, conditions: seen(workflow.conditions, workflow.fields, thing, now) };
  }

  private async looks(workflow: Workflow, from: Date, to: Date): Promise<Look[]> {
    const { type, field, minutes, cron, events } = workflow.trigger;
    if (type === 'webhook') throw workflowNotTestable();
    if (type === 'event') {
      const past = await this.repository.past(events!, from, to, MOST);
      const things = await this.repository.things(workflow.kind, [...new Set(past.map(({ entity_id }) => entity_id))]);
      return past.flatMap((event) => {
        const thing = things.get(event.entity_id);
        return thing ? [lookAt([workflow], thing, event)] : [];
      });
    }
    const none = { workflows: [workflow], has_before: false, caused_by: null, depth: 1, input: {} };
    if (type === 'time') {
      const offset = minutes! * 60_000;
      const things = await this.repository.passing(
        workflow.kind,
        field!,
        new Date(from.getTime() - offset),
        new Date(to.getTime() - offset),
        MOST,
      );
      return things.map((thing) => {
        const at = new Date(Date.parse(String(thing[field!])) + offset);
        return { ...none, row: thing, entity_id: thing.id, cause: `t:${thing.id}:${String(thing[field!])}`, event: `time:${field!}`, at };
      });
    }
    const tick = lastTick(cron!, this.clock.zone, from, to);
    if (!tick) return [];
    const things = await this.repository.matching(workflow.kind, workflow.conditions, workflow.fields, tick, MOST);
    return things.map((thing) => ({
      ...none,
      row: thing,
      entity_id: thing.id,
      cause: `s:${tick.toISOString()}:${thing.id}`,
      event: 'schedule:ticked',
      at: tick,
    }));
  }

  private judged(
    workflow: Workflow,
    { row, has_before, at, entity_id, event, depth }: Look,
    brake: Brake,
  ): DryRunResultDto['items'][number] {
    const about = { entity_id, event, at: at.toISOString(), conditions: seen(workflow.conditions, workflow.fields, row, at) };
    if (!applies(workflow, row, has_before, at)) return { ...about, outcome: 'does_not_match', reason: null };
    const reason = brake.stops(workflow.id, entity_id, at.getTime(), depth);
    return { ...about, outcome: reason === null ? 'matches' : 'stopped', reason };
  }
}
