import { Injectable } from '@nestjs/common';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { task } from '../../common/jobs/task.js';
import { Functions } from '../../supabase/functions.service.js';
import { IvrDirectory } from '../ingest/ivrDirectory.js';
import { type CallRow, IvrIngestRepository } from '../ingest/ivrIngest.repository.js';
import { IvrIngestService, keyOf, keysOf, type ReadRequest } from '../ingest/ivrIngest.service.js';
import { ivrSampleMissing } from '../ivrWebhooks.errors.js';
import { type IvrAccount, accountOf } from './ivrAccounts.js';
import type {
  IvrProviderTestDto,
  IvrReplayDto,
  IvrRequestDto,
  ReplayedCallDto,
  ReplayIvrProviderDto,
  TestIvrProviderDto,
} from './dto/ivrProvider.dto.js';
import { IvrProvidersRepository, type StoredIvrProvider } from './ivrProviders.repository.js';
import { type IvrProviderRow, IvrProvidersService } from './ivrProviders.service.js';
import { webhookPath } from './webhookPath.js';

/** Requests that are read together, that a dry run reads at most, and differences that are told. */
const AT_ONCE = 500;
const MOST = 10_000;
const TOLD = 100;

export const replayProvider = task('ivr.replay', { provider_id: 'string', from: 'string', to: 'string' });

/** Of a call, what only names it. */
const NOT_COMPARED: readonly string[] = ['id', 'provider_id', 'provider_call_id', 'customer', 'event_count'];

/** Tries mappings: on one request, and on those that are stored. */
@Injectable()
export class IvrTrialService {
  constructor(
    private readonly providers: IvrProvidersService,
    private readonly stored: IvrProvidersRepository,
    private readonly ingest: IvrIngestService,
    private readonly calls: IvrIngestRepository,
    private readonly directory: IvrDirectory,
    private readonly functions: Functions,
    private readonly jobs: JobsService,
  ) {}

  /**
   * What a request would become, and why. Nothing is stored but that it was done. Raises ivr_provider_not_found, ivr_sample_missing,
   * validation_failed.
   */
  async test(id: string, { field_mapping, status_mapping, ...given }: TestIvrProviderDto, now: Date): Promise<IvrProviderTestDto> {
    const row = await this.providers.row(id);
    const sample = given.query === undefined && given.body === undefined ? (row.sample_payload as IvrRequestDto | null) : given;
    if (!sample) throw ivrSampleMissing();
    const account = this.account(row, field_mapping, status_mapping);
    await this.functions.call('log_activity', { p_action: 'test', p_entity_type: 'ivr_providers', p_entity_id: id });
    const mapped = await this.ingest.map(account, requestOf(sample));
    if (mapped instanceof Error) return { is_usable: false, problem: mapped.message, fields: [], call: null };
    const { event, trace } = mapped;
    const fields = trace.map(({ found, value, steps, ...field }) => ({
      ...field,
      found: shown(found),
      steps: steps.map((step) => ({ transform: step.transform, value: shown(step.value) })),
      value: shown(value),
    }));
    if (event.call_id === null) return { is_usable: false, problem: 'The mapping finds no call_id.', fields, call: null };
    await this.directory.refresh();
    const { calls } = this.ingest.fold([{ account, webhook_event_id: 0, received_at: now, event }], []);
    return { is_usable: true, problem: null, fields, call: shownCall(calls[0]!) };
  }

  /**
   * Reads stored requests again. A dry run says what would change, also under a mapping that is not saved; otherwise a job does it with the
   * saved one. What people entered stays. Raises ivr_provider_not_found, validation_failed.
   */
  async replay(id: string, body: ReplayIvrProviderDto, now: Date): Promise<IvrReplayDto> {
    const { dry_run = true, from = '1970-01-01T00:00:00Z', to = now.toISOString() } = body;
    const row = await this.providers.row(id);
    const account = dry_run ? this.account(row, body.field_mapping, body.status_mapping) : this.account(row);
    const { requests, read, is_complete } = await this.read(account, new Date(from), new Date(to));
    const { calls, differences } = await this.compare(read);
    if (!dry_run) {
      await this.functions.call('log_activity', { p_action: 'replay', p_entity_type: 'ivr_providers', p_entity_id: id });
      await this.jobs.add(replayProvider, { provider_id: id, from, to });
    }
    const unusable = requests - read.length;
    return { dry_run, requests, is_complete, unusable, calls, changed: differences.length, differences: differences.slice(0, TOLD) };
  }

  /** Reads stored requests into their calls again, oldest first. */
  async replayStored({ provider_id, from, to }: { provider_id: string; from: string; to: string }, signal: AbortSignal): Promise<void> {
    const account = this.account(await this.providers.row(provider_id));
    const bounds = { from: new Date(from), to: new Date(to), limit: AT_ONCE };
    for (let after = 0; !signal.aborted;) {
      const requests = await this.stored.requests(webhookPath(account.slug), { ...bounds, after });
      if (requests.length === 0) return;
      after = requests.at(-1)!.id;
      const read = await Promise.all(requests.map((request) => this.ingest.read(account, request, request.id, request.received_at)));
      await this.ingest.store(read.filter((one): one is ReadRequest => !(one instanceof Error)));
    }
  }

  /** The provider with its mapping, or with another one. Raises validation_failed. */
  private account(row: IvrProviderRow, field_mapping?: object, status_mapping?: object): IvrAccount {
    const another =
      field_mapping || status_mapping
        ? this.providers.mappings(
            field_mapping ?? row.field_mapping,
            status_mapping ?? (field_mapping && 'status' in field_mapping ? undefined : row.status_mapping),
          )
        : {};
    return accountOf({ ...(row as Omit<StoredIvrProvider, 'secrets'>), ...(another as object) }, []);
  }

  private async read(account: IvrAccount, from: Date, to: Date): Promise<{ requests: number; read: ReadRequest[]; is_complete: boolean }> {
    const read: ReadRequest[] = [];
    let requests = 0;
    for (let after = 0; requests < MOST;) {
      const some = await this.stored.requests(webhookPath(account.slug), { from, to, after, limit: AT_ONCE });
      if (some.length === 0) return { requests, read, is_complete: true };
      requests += some.length;
      after = some.at(-1)!.id;
      for (const request of some) {
        const one = await this.ingest.read(account, request, request.id, request.received_at);
        if (!(one instanceof Error)) read.push(one);
      }
    }
    return { requests, read, is_complete: false };
  }

  /** Calls as they are and as they would be. */
  private async compare(read: ReadRequest[]): Promise<{ calls: number; differences: ReplayedCallDto[] }> {
    await this.directory.refresh();
    const byCall = new Map<string, ReadRequest[]>();
    for (const request of read) {
      const key = keyOf({ provider_id: request.account.id, provider_call_id: request.event.call_id! });
      const group = byCall.get(key);
      if (group) group.push(request);
      else byCall.set(key, [request]);
    }
    const differences: ReplayedCallDto[] = [];
    const groups = [...byCall.values()];
    for (let first = 0; first < groups.length; first += AT_ONCE) {
      const some = groups.slice(first, first + AT_ONCE).flat();
      const ids = some.map(({ webhook_event_id }) => webhook_event_id);
      const { before, after } = await this.calls.change(
        keysOf(some),
        ids,
        (locked) => ({
          calls: [],
          events: [],
          result: { before: locked.map((call) => this.ingest.rowOf(call, some[0]!.account)), after: this.ingest.fold(some, locked).calls },
        }),
        { dry: true },
      );
      const known = new Map(before.map((call) => [call.id, call]));
      for (const call of after) {
        const changes = changesOf(known.get(call.id), call);
        if (changes.length > 0)
          differences.push({ id: known.has(call.id) ? call.id : null, provider_call_id: call.provider_call_id, changes });
      }
    }
    return { calls: byCall.size, differences };
  }
}

function requestOf({ query = '', content_type = '', body }: IvrRequestDto) {
  return {
    query: query.replace(/^\?/, ''),
    headers: { 'content-type': content_type },
    body: body === undefined ? null : Buffer.from(body),
  };
}

function shownCall({
  id: _id,
  provider_id: _provider,
  customer: _customer,
  event_count: _events,
  provider_status,
  ...call
}: CallRow): object {
  return { ...call, status: provider_status };
}

function changesOf(before: CallRow | undefined, after: CallRow): ReplayedCallDto['changes'] {
  const fields = Object.keys(after).filter((field) => !NOT_COMPARED.includes(field)) as (keyof CallRow)[];
  return fields.flatMap((field) => {
    const [was, is] = [shown(before?.[field]), shown(after[field])];
    if (was === is) return [];
    return [{ field: field === 'provider_status' ? 'status' : field, before: was, after: is }];
  });
}

/** A value as a person reads it. */
function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
