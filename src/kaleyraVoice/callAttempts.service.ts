import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ConfigService } from '../common/config/config.service.js';
import { PublicAddress } from '../common/http/publicAddress.js';
import { unprocessable } from '../common/errors/commonErrors.js';
import { task } from '../common/jobs/task.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { SendsRepository } from '../common/sends/sends.repository.js';
import { canonicalStatus } from '../providers/kaleyra/kaleyra.parser.js';
import { callbackTemplate, outcomeRank } from '../providers/kaleyra/kaleyraCallback.parser.js';
import { CREATED_BETWEEN, type Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { attemptNotFound, badNumber } from './kaleyraVoice.errors.js';
import { type CallReport, CallAttemptsRepository, type NewCallAttempt } from './callAttempts.repository.js';
import { callbackToken } from './callbackToken.js';
import type {
  CallAttemptDetailDto,
  CallAttemptDto,
  ClickToCallDto,
  ListCallAttemptsDto,
  OutboundCallDto,
  SettleCallAttemptDto,
} from './dto/callAttempt.dto.js';
import { KaleyraAccess } from './kaleyraAccess.js';
import { CALL_ATTEMPT_EVENTS } from './kaleyraVoice.events.js';
import { KALEYRA_VOICE } from './kaleyraVoice.settings.js';

/** How long a dial waits for its outcome before it answers "queued", milliseconds. */
const PATIENCE_MS = 3_000;
/** Attempts this old are no longer looked for in the log, days. */
const LOG_DAYS = 3;

export const settleCallAttempts = task('kaleyra.settle_call_attempts');

/** Calls that we place, from the dial to the row of the call log. */
@Injectable()
export class CallAttemptsService {
  private readonly attempts: Table<'call_attempts'>;

  constructor(
    tables: Tables,
    private readonly repository: CallAttemptsRepository,
    private readonly sends: SendsRepository,
    private readonly kaleyra: KaleyraAccess,
    private readonly feed: ChangeFeedService,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
  ) {
    this.attempts = tables.of('call_attempts', {
      notFound: attemptNotFound,
      filters: ['kind', 'state', 'agent_number', 'customer_number', 'requested_by'],
      ranges: CREATED_BETWEEN,
      search: ['agent_number', 'customer_number', 'status', 'provider_id'],
    });
  }

  list(query: ListCallAttemptsDto) {
    return this.attempts.page(query);
  }

  async get(id: string): Promise<CallAttemptDetailDto> {
    const attempt = await this.attempts.get(id);
    return { ...attempt, events: await this.sends.events(id) };
  }

  /** Rings the agent, then the customer. Answers when the provider has taken the call, or after three seconds as far as it is then. */
  async clickToCall(body: ClickToCallDto, requested_by: string): Promise<CallAttemptDto> {
    const { agent_number, customer_number, caller_id, send_after } = body;
    const caller = this.dialable('agent_number', agent_number);
    const receiver = this.dialable('customer_number', customer_number);
    if (caller === receiver)
      throw unprocessable({ field: 'customer_number' }, { message: 'The agent and the customer have the same number.' });
    const attempt = this.attempt('click_to_call', caller, receiver, caller_id, { caller, receiver, caller_id });
    const [queued] = await this.repository.queue([attempt], send_after, requested_by);
    return send_after && Date.parse(send_after) > Date.now() ? queued! : this.progress(queued!);
  }

  /** One attempt per number. */
  outbound({ numbers, send_after, ...what }: OutboundCallDto, requested_by: string): Promise<CallAttemptDto[]> {
    const attempts = numbers.map((given, index) => {
      const number = this.dialable(`numbers.${index}`, given);
      return this.attempt('outbound', '', number, undefined, { numbers: [number], ...what });
    });
    return this.repository.queue(attempts, send_after, requested_by);
  }

  async cancel(id: string): Promise<CallAttemptDto> {
    await this.get(id);
    await this.sends.cancel(id);
    return this.attempts.get(id);
  }

  /** A person says what became of a call that the provider left uncertain. */
  async settle(id: string, { state, reason }: SettleCallAttemptDto): Promise<CallAttemptDto> {
    await this.get(id);
    await this.sends.settle(id, state, reason);
    return this.attempts.get(id);
  }

  /** Finds attempts in the synced call log: what a callback did not tell, the log does. */
  async settleFromLog(): Promise<void> {
    for (;;) {
      const logged = await this.repository.logged(LOG_DAYS);
      if (logged.length === 0) return;
      await this.repository.report(
        logged.map(({ attempt_id, call_log_id, ...log }) => {
          const outcome = canonicalStatus(log.status);
          return {
            ...log,
            attempt_id,
            call_log_id,
            outcome,
            kind: 'log',
            rank: outcomeRank(outcome),
            state: sendState(outcome),
            dedupe_key: `log:${call_log_id}:${log.log_synced_at}`,
          } as const;
        }),
      );
    }
  }

  private attempt(
    kind: NewCallAttempt['kind'],
    agent_number: string,
    customer_number: string,
    caller_id: string | undefined,
    call: Record<string, unknown>,
  ): NewCallAttempt {
    void this.kaleyra.client;
    const id = randomUUID();
    const address = this.config.of(KALEYRA_VOICE).KALEYRA_CALLBACK_URL ?? `${this.address.url}/webhooks/kaleyra/callback`;
    const callback = callbackTemplate(address, { cid: id, t: callbackToken(this.config.link_secret, id) });
    return { id, kind, agent_number, customer_number, caller_id, payload: { ...call, callback } };
  }

  private dialable(field: string, number: string): string {
    const national = this.kaleyra.client.nationalNumber(number);
    if (!national) throw badNumber({ field });
    return national;
  }

  private async progress({ id }: CallAttemptDto): Promise<CallAttemptDto> {
    await this.feed.waitFor(CALL_ATTEMPT_EVENTS, id, async (told) => hasLeft(told ?? (await this.attempts.get(id))), PATIENCE_MS);
    return this.attempts.get(id);
  }
}

function hasLeft({ state }: { state: string }): boolean {
  return state !== 'queued' && state !== 'sending';
}

/** What a canonical status means for the send behind it. */
export function sendState(outcome: string): CallReport['state'] {
  if (outcome === 'answered') return 'delivered';
  return outcome === 'in_progress' || outcome === 'ivr_answered' || outcome === 'unknown' ? 'sent' : 'failed';
}
