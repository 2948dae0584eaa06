import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ConfigService } from '../../common/config/config.service.js';
import { Phones } from '../../common/phone/phones.js';
import { type IncomingWebhook, type WebhookEvent, webhookUnusable } from '../../common/webhookInbox/webhookSource.js';
import { IVR_WEBHOOKS } from '../ivrWebhooks.settings.js';
import { applyMapping, type Mapped } from '../mapping/applyMapping.js';
import { callState, type CallState } from '../mapping/callState.js';
import { emptyEvent, type IvrEvent } from '../mapping/ivrEvent.js';
import { readPayload, UnreadablePayload } from '../mapping/payload.js';
import { type IvrAccount, IvrAccounts } from '../providers/ivrAccounts.js';
import { slugOf } from '../providers/webhookPath.js';
import { IvrDirectory } from './ivrDirectory.js';
import {
  type CallKey,
  type CallRow,
  type EventRow,
  IvrIngestRepository,
  type LockedCall,
  type StoredCallEvent,
} from './ivrIngest.repository.js';

/** Calls that one sweep ends. */
const SWEPT_AT_ONCE = 500;

/** A stored request that was read. */
export interface ReadRequest {
  account: IvrAccount;
  webhook_event_id: number;
  received_at: Date;
  event: IvrEvent;
}

/** What a department was told from. */
export interface Placed {
  department: string | null;
  department_source: string | null;
}

/** Carries what IVR providers said into calls. */
@Injectable()
export class IvrIngestService {
  constructor(
    private readonly accounts: IvrAccounts,
    private readonly directory: IvrDirectory,
    private readonly repository: IvrIngestRepository,
    private readonly phones: Phones,
    private readonly config: ConfigService,
  ) {}

  /** One word for each event. */
  async handle(events: WebhookEvent[]): Promise<(string | Error)[]> {
    const read = await Promise.all(
      events.map(async (event) => {
        const account = await this.accounts.at(slugOf(event.path));
        if (!account) return webhookUnusable(undefined, { message: 'No IVR provider has this webhook address.' });
        return this.read(account, event, event.id, event.received_at);
      }),
    );
    const requests = read.filter((one): one is ReadRequest => !(one instanceof Error));
    const known = await this.store(requests);
    return read.map((one) => (one instanceof Error ? one : said(one, known)));
  }

  /** What a stored request says; an error when it says nothing that a call could be made of. */
  async read(
    account: IvrAccount,
    request: Pick<IncomingWebhook, 'query' | 'headers' | 'body'>,
    webhook_event_id: number,
    received_at: Date,
  ): Promise<ReadRequest | Error> {
    const [fault] = account.faults;
    if (fault) return webhookUnusable(undefined, { message: `The mapping of ${account.slug} cannot be used: ${fault.message}.` });
    const mapped = await this.map(account, request);
    if (mapped instanceof Error) return mapped;
    if (mapped.event.call_id === null)
      return webhookUnusable(undefined, { message: `The mapping of ${account.slug} finds no call_id in it.` });
    return { account, webhook_event_id, received_at, event: mapped.event };
  }

  /** What the mapping makes of a request, with the reasons; an error when it cannot be read. */
  async map(account: IvrAccount, request: Pick<IncomingWebhook, 'query' | 'headers' | 'body'>): Promise<Mapped | Error> {
    try {
      return applyMapping(account.mapping, await readPayload(request), account.context);
    } catch (error) {
      if (error instanceof UnreadablePayload) return webhookUnusable(undefined, { message: error.message });
      throw error;
    }
  }

  /** Writes what requests say into their calls. Returns the ids of calls that were there. */
  async store(requests: ReadRequest[]): Promise<Set<string>> {
    if (requests.length === 0) return new Set();
    await this.directory.refresh();
    return this.repository.change(
      keysOf(requests),
      requests.map(({ webhook_event_id }) => webhook_event_id),
      (locked) => ({ ...this.fold(requests, locked), result: new Set(locked.map(keyOf)) }),
    );
  }

  /**
   * What calls become when these requests are theirs: the new ones, and those that lost an event to another. The events that are stored
   * already are given with the calls.
   */
  fold(requests: ReadRequest[], locked: readonly LockedCall[]): { calls: CallRow[]; events: EventRow[] } {
    const moved = new Set(requests.map(({ webhook_event_id }) => webhook_event_id));
    const calls = new Map<string, { id: string; key: CallKey; account?: IvrAccount; events: StoredCallEvent[] }>();
    for (const { id, provider_id, provider_call_id, events } of locked) {
      const left = events.filter((event) => event.webhook_event_id === null || !moved.has(event.webhook_event_id));
      calls.set(keyOf({ provider_id, provider_call_id }), { id, key: { provider_id, provider_call_id }, events: left });
    }
    const rows: EventRow[] = [];
    for (const { account, webhook_event_id, received_at, event } of requests) {
      const key = { provider_id: account.id, provider_call_id: event.call_id! };
      const call = calls.get(keyOf(key)) ?? { id: randomUUID(), key, events: [] };
      call.account = account;
      calls.set(keyOf(key), call);
      const stored = { webhook_event_id, received_at: received_at.toISOString(), event };
      call.events.push(stored);
      rows.push({ ...stored, call_id: call.id, mapping_version: account.mapping_version });
    }
    const account = requests[0]?.account;
    return {
      calls: [...calls.values()].flatMap((call) => {
        if (call.events.length === 0) return [];
        const of = call.account ?? account;
        return [this.row(call.id, call.key, of, call.events)];
      }),
      events: rows,
    };
  }

  /** Which department a call belongs to: by the digit that was pressed, the provider's word, the number that was called, or the default. */
  place(
    { menu, default_department }: Pick<IvrAccount, 'menu' | 'default_department'>,
    state: Pick<CallState, 'ivr_digits' | 'department' | 'did_number'>,
  ): Placed {
    const digit = state.ivr_digits?.replace(/\D/g, '').at(-1);
    const pressed = digit === undefined ? undefined : (menu[state.ivr_digits!] ?? menu[digit]);
    if (pressed !== undefined) return { department: pressed, department_source: 'digit' };
    const called = state.did_number === null ? undefined : this.directory.departmentOf(state.did_number);
    if (state.department !== null) {
      const named = this.directory.departmentNamed(state.department);
      // A word that is no department of ours is shown as it is, unless the number knows better.
      if (named ?? !called) return { department: named ?? state.department, department_source: 'provider' };
    }
    if (called) return { department: called, department_source: 'number' };
    return default_department === null
      ? { department: null, department_source: null }
      : { department: default_department, department_source: 'default' };
  }

  /** The agent that an event names, when we know him. */
  agentOf({ agent_number, agent_ref }: Pick<CallState, 'agent_number' | 'agent_ref'>): string | null {
    return this.directory.agentOf(agent_number, agent_ref);
  }

  /** Ends calls whose end nobody told. */
  async sweep(now: Date, signal?: AbortSignal): Promise<void> {
    const before = new Date(now.getTime() - this.config.of(IVR_WEBHOOKS).IVR_LIVE_MAX);
    await this.directory.refresh();
    while (!signal?.aborted) {
      const keys = await this.repository.stale(before, SWEPT_AT_ONCE);
      if (keys.length === 0) return;
      const accounts = new Map<string, IvrAccount | undefined>();
      for (const { provider_id } of keys) accounts.set(provider_id, await this.accounts.get(provider_id));
      await this.repository.change(keys, [], (locked) => {
        const ended = locked.map((call) => {
          const event: StoredCallEvent = { webhook_event_id: null, received_at: now.toISOString(), event: endOf(call) };
          return { call, event, events: [...call.events, event] };
        });
        return {
          calls: ended.map(({ call, events }) => this.row(call.id, call, accounts.get(call.provider_id), events)),
          events: ended.map(({ call, event }) => ({ ...event, call_id: call.id, mapping_version: null })),
          result: undefined,
        };
      });
    }
  }

  /** A call as its stored events say. */
  rowOf(call: LockedCall, account: IvrAccount | undefined): CallRow {
    return this.row(call.id, call, account, call.events);
  }

  private row(id: string, { provider_id, provider_call_id }: CallKey, account: IvrAccount | undefined, events: StoredCallEvent[]): CallRow {
    const { status, ...state } = callState(events);
    const placed = this.place(account ?? { menu: {}, default_department: null }, state);
    const reading = state.customer_number === null ? null : this.phones.read(state.customer_number);
    return {
      id,
      provider_id,
      provider_call_id,
      ...state,
      ...placed,
      provider_status: status,
      customer: reading?.state === 'number' ? state.customer_number : null,
      agent_id: this.agentOf(state),
      is_after_hours: this.directory.isAfterHours(placed.department, new Date(state.started_at)),
      event_count: events.length,
    };
  }
}

export function keyOf({ provider_id, provider_call_id }: CallKey): string {
  return `${provider_id} ${provider_call_id}`;
}

export function keysOf(requests: readonly ReadRequest[]): CallKey[] {
  const keys = requests.map(({ account, event }) => ({ provider_id: account.id, provider_call_id: event.call_id! }));
  return [...new Map(keys.map((key) => [keyOf(key), key])).values()];
}

function said({ account, event }: ReadRequest, known: ReadonlySet<string>): string {
  const word = known.has(keyOf({ provider_id: account.id, provider_call_id: event.call_id! })) ? 'applied' : 'stored';
  return event.flags.includes('status_unmapped') ? `${word}, status ${event.raw_status} is not in the mapping` : word;
}

/** An end that says nothing but that the call is over. */
function endOf({ events }: LockedCall): IvrEvent {
  const [first] = events;
  return { ...emptyEvent(), call_id: first!.event.call_id, status: 'ended', flags: ['end_unknown'] };
}
