import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { EventCatalogue } from '../common/realtime/eventCatalogue.js';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { WorkflowRegister } from '../common/workflows/workflowRegister.js';
import { WorkflowReader } from './readWorkflow.js';
import type { StoredWorkflow, Workflow } from './workflow.js';
import { WorkflowsRepository } from './workflows.repository.js';

/** Former versions that are kept ready. */
const KEPT_VERSIONS = 500;

/** Rules that are switched on, read once and kept ready, and the versions that runs began with. */
@Injectable()
export class WorkflowRules {
  private stamp?: string;
  private active: Workflow[] = [];
  private by_event = new Map<string, Workflow[]>();
  private readonly versions = new Map<string, Workflow>();
  private made?: WorkflowReader;

  constructor(
    private readonly repository: WorkflowsRepository,
    private readonly register: WorkflowRegister,
    private readonly catalogue: EventCatalogue,
    private readonly clock: BusinessClock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Made when it is first asked for: by then all modules have said what there is. */
  get reader(): WorkflowReader {
    const events = () => new Map(this.catalogue.events.map(({ name, payload }) => [name, Object.keys(payload)]));
    return (this.made ??= new WorkflowReader(this.register, events(), this.clock.zone));
  }

  /** Those that are on, as they are now. */
  async current(): Promise<Workflow[]> {
    await this.refresh();
    return this.active;
  }

  /** Those that look at events, by the name of the event. */
  async byEvent(): Promise<ReadonlyMap<string, readonly Workflow[]>> {
    await this.refresh();
    return this.by_event;
  }

  /** The version that a run began with. Raises what is wrong with it now, such as validation_failed. */
  async version(workflow_id: string, version: number): Promise<Workflow> {
    const key = `${workflow_id}:${version}`;
    let workflow = this.versions.get(key);
    if (!workflow) {
      const stored = await this.repository.version(workflow_id, version);
      if (!stored) throw new Error(`The version ${version} of the rule ${workflow_id} is not stored.`);
      workflow = await this.reader.read(stored);
      if (this.versions.size >= KEPT_VERSIONS) this.versions.clear();
      this.versions.set(key, workflow);
    }
    return workflow;
  }

  private async refresh(): Promise<void> {
    const stamp = await this.repository.stamp();
    if (stamp === this.stamp) return;
    const read = await Promise.all((await this.repository.active()).map((stored) => this.readOrNote(stored)));
    this.active = read.filter((workflow) => workflow !== null);
    this.by_event = new Map();
    for (const workflow of this.active)
      for (const event of workflow.trigger.events ?? []) {
        const own = this.by_event.get(event);
        if (own) own.push(workflow);
        else this.by_event.set(event, [workflow]);
      }
    this.stamp = stamp;
  }

  /** A rule that can no longer be read, such as one about a field that is no more, is left out and says so; the others go on. */
  private async readOrNote(stored: StoredWorkflow): Promise<Workflow | null> {
    try {
      return await this.reader.read(stored);
    } catch (error) {
      if (!(error instanceof AppError) || isDatabaseUnavailable(error)) throw error;
      this.logger.warn({ workflow_id: stored.id, code: error.code }, 'a rule can no longer be used as it is');
      await this.repository.setFault(stored.id, faultOf(error));
      return null;
    }
  }
}

/** What is wrong with a rule that can no longer be read, in words. */
export function faultOf({ details, message }: AppError): string {
  const faults = Array.isArray(details) ? (details as { message?: string }[]).map((fault) => fault.message).join('; ') : '';
  return faults || message;
}
