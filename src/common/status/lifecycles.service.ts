import { Injectable } from '@nestjs/common';
import { type AppError, defineError } from '../errors/appError.js';
import { Functions } from '../../supabase/functions.service.js';
import type { TableName } from '../../supabase/table.js';
import type { HistoryEntryDto } from './dto/history.dto.js';
import type { Lifecycle, StateOf, StepOf } from './lifecycle.js';
import { given } from '../validation/given.js';

export const stepNotAllowed = defineError('step_not_allowed', 409, 'This is not possible in the present status; details list what is.');

type NotFound = (details: { id: string }) => AppError;

export interface StepOptions {
  note?: string;
  /** The version that the caller saw: another one is refused. */
  version?: number;
  /** Further columns that change with the step. */
  set?: Record<string, unknown>;
}

/** The steps of one kind of thing: what the lifecycle says, done to rows of its table. */
export class LifecycleOf<L extends Lifecycle> {
  constructor(
    private readonly functions: Functions,
    private readonly lifecycle: L,
    private readonly table: TableName,
    private readonly notFound: NotFound,
  ) {}

  /** Takes a step: locked, checked, moved and in the history, as one. Raises the given not-found error, stale_version, step_not_allowed. */
  act<T>(id: string, action: StepOf<L>, options: StepOptions = {}): Promise<T> {
    return this.step(id, { p_action: action }, options);
  }

  /** Takes the step that leads to a status, if the row does not have it already; sets the other columns in any case. Raises the same. */
  moveTo<T>(id: string, status: StateOf<L>, options: StepOptions = {}): Promise<T> {
    return this.step(id, { p_to: status }, options);
  }

  /** Adds words to the history. The caller has checked that the thing exists. */
  async comment(id: string, note: string): Promise<void> {
    await this.functions.call('log_activity', { p_action: 'comment', p_entity_type: this.table, p_entity_id: id, p_note: note });
  }

  /** What happened to it, oldest first. Read after `row`, so that it has the step that led to what that says. */
  async history(id: string, row?: Promise<unknown>): Promise<HistoryEntryDto[]> {
    await row;
    return this.functions.call('get_history', { p_entity_type: this.table, p_entity_id: id });
  }

  private async step<T>(id: string, which: { p_action?: string; p_to?: string }, { note, version, set }: StepOptions): Promise<T> {
    const row = await this.functions.call('act_on', {
      p_table: `public.${this.table}`,
      p_steps: this.lifecycle.steps,
      p_id: id,
      ...which,
      p_note: note ?? '',
      p_version: version,
      p_set: given(set ?? {}),
    });
    if (row === null) throw this.notFound({ id });
    return row as T;
  }
}

/** Hands a service the steps of its things: `lifecycles.of(REFUND, 'refunds', refundNotFound)`. */
@Injectable()
export class Lifecycles {
  constructor(private readonly functions: Functions) {}

  of<L extends Lifecycle>(lifecycle: L, table: TableName, notFound: NotFound): LifecycleOf<L> {
    return new LifecycleOf(this.functions, lifecycle, table, notFound);
  }
}
