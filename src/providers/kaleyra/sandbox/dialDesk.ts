import type { CallArchive } from './archive.js';
import { recordingOf, talkSeconds } from './callPlan.js';
import { indianTime } from './indianTime.js';
import { Random } from '../../sandbox/random.js';
import { type KaleyraSandboxRow, SANDBOX_DID } from './row.js';
import type { KaleyraQuirks } from './quirks.js';

export interface DialOutcome {
  status: string;
  status1: string;
  status2: string;
  billsec: number;
}

export interface DialSettings {
  /** `late` comes after `late_ms`, long after the row is listed; `out_of_order` sends the end before the beginning. */
  mode: 'once' | 'twice' | 'never' | 'late' | 'out_of_order' | 'unresolved_tokens' | 'unencoded_recordpath';
  times: 'epoch' | 'date';
  /** How long a call takes, whatever its talk seconds say. */
  delay_ms: number;
  late_ms: number;
  /** What becomes of the calls; drawn by chance where left open. */
  outcome: Partial<DialOutcome>;
}

export interface SentCallback {
  call_id: string;
  url: string;
  /** The HTTP status of our own answer, or why there was none. */
  answer: string;
}

const CLICK_TO_CALL_OUTCOMES: [Omit<DialOutcome, 'billsec'>, number][] = [
  [{ status: 'ANSWER', status1: 'ANSWER', status2: 'ANSWER' }, 14],
  [{ status: 'NOANSWER', status1: 'NOANSWER', status2: '' }, 2],
  [{ status: 'NOANSWER', status1: 'ANSWER', status2: 'NOANSWER' }, 2],
  [{ status: 'BUSY', status1: 'ANSWER', status2: 'BUSY' }, 1],
  [{ status: 'FAILED', status1: 'FAILED', status2: '' }, 1],
];
const OBD_OUTCOMES: [string, number][] = [
  ['COMPLETED', 7],
  ['NOANSWER', 2],
  ['DNDNUMB', 1],
];
const MOST_KEPT = 10_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Places calls: answers with an id, later lists the call and calls back. */
export class DialDesk {
  readonly settings: DialSettings = { mode: 'once', times: 'epoch', delay_ms: 400, late_ms: 5_000, outcome: {} };
  readonly sent: SentCallback[] = [];
  private readonly timers = new Map<NodeJS.Timeout, () => void>();
  private readonly under_way = new Set<Promise<void>>();
  private placed = 0;
  private stopped = false;

  constructor(
    private readonly archive: CallArchive,
    private readonly quirks: KaleyraQuirks,
    private readonly seed: string,
  ) {}

  /** Returns the id that the dial answer shows. */
  place(service: 'Click2Call' | 'OBD', from: string, to: string, params: URLSearchParams): string {
    const id = this.archive.nextId();
    const dial_id = this.quirks.distinct_dial_ids ? `d-${id}` : id;
    const settings = { ...this.settings };
    const outcome = this.outcomeOf(service);
    const at = this.archive.clock();
    const duration = outcome.billsec + 8;
    const row: Partial<KaleyraSandboxRow> = {
      id,
      callfrom: from,
      callto: to,
      start_time: indianTime(at),
      end_time: indianTime(at + duration),
      duration,
      billsec: String(outcome.billsec),
      credits: String(Math.ceil(outcome.billsec / 60)),
      status: outcome.status,
      service,
      caller_id: params.get('caller_id') ?? SANDBOX_DID,
      custom: params.get('custom') ?? '',
    };
    const values = callbackValues(row, dial_id, outcome, settings.times);
    const job = this.finish(row, params.get('callback') ?? '', values, settings).finally(() => this.under_way.delete(job));
    this.under_way.add(job);
    return dial_id;
  }

  /** Until every placed call is listed and has called back. */
  async settled(): Promise<void> {
    while (this.under_way.size > 0) await Promise.all(this.under_way);
  }

  /** What is waited for comes now: calls end, late callbacks leave. */
  hurry(): void {
    const waiting = [...this.timers];
    this.timers.clear();
    for (const [timer, done] of waiting) {
      clearTimeout(timer);
      done();
    }
  }

  stop(): void {
    this.stopped = true;
    this.hurry();
  }

  private outcomeOf(service: 'Click2Call' | 'OBD'): DialOutcome {
    const random = new Random(`${this.seed}/dial/${(this.placed += 1)}`);
    const legs =
      service === 'OBD' ? { status: random.weighted(OBD_OUTCOMES), status1: '', status2: '' } : random.weighted(CLICK_TO_CALL_OUTCOMES);
    const drawn = { ...legs, ...this.settings.outcome };
    const connected = drawn.status === 'ANSWER' || drawn.status === 'COMPLETED';
    return { billsec: connected ? talkSeconds(random) : 0, ...drawn };
  }

  private async finish(
    row: Partial<KaleyraSandboxRow>,
    template: string,
    values: Values,
    { mode, delay_ms, late_ms }: DialSettings,
  ): Promise<void> {
    await this.wait(delay_ms);
    if (this.stopped) return;
    this.archive.insert([row]);
    if (mode === 'never' || template === '') return;
    if (mode === 'late') await this.wait(late_ms);
    await this.call(values.id!, fill(template, values, mode));
    if (mode === 'twice') await this.call(values.id!, fill(template, values, mode));
    if (mode === 'out_of_order') await this.call(values.id!, fill(template, beginningOf(values), mode));
  }

  private async call(call_id: string, address: string): Promise<void> {
    if (this.stopped) return;
    this.sent.push({ call_id, url: address, answer: await visit(address) });
    if (this.sent.length > MOST_KEPT) this.sent.shift();
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, ms);
      this.timers.set(timer, resolve);
    });
  }
}

type Values = Record<string, string | undefined>;

/** A token without a value stays in the address as it is, which the real platform does too. */
function callbackValues(row: Partial<KaleyraSandboxRow>, dial_id: string, outcome: DialOutcome, times: DialSettings['times']): Values {
  const moment = (time: string) => (times === 'date' ? time : String(Date.parse(`${time.replace(' ', 'T')}+05:30`) / 1000));
  const obd = row.service === 'OBD';
  return {
    id: dial_id,
    caller: row.callfrom,
    receiver: row.callto,
    callerid: row.caller_id,
    status: obd ? undefined : outcome.status,
    status1: obd ? undefined : outcome.status1,
    status2: obd ? undefined : outcome.status2,
    obdstatus: obd ? outcome.status : undefined,
    duration: String(row.duration),
    billsec: row.billsec,
    starttime: moment(row.start_time!),
    endtime: moment(row.end_time!),
    recordpath: outcome.billsec > 0 ? `https:${recordingOf(row.id!)}` : '',
  };
}

function beginningOf(values: Values): Values {
  return {
    ...values,
    status: values.status && 'ACCEPTED',
    obdstatus: values.obdstatus && 'ACCEPTED',
    status2: '',
    duration: '0',
    billsec: '0',
    endtime: '',
    recordpath: '',
  };
}

function fill(template: string, values: Values, mode: DialSettings['mode']): string {
  return template.replaceAll(/\{([a-z0-9_]+)\}/g, (token, name: string) => {
    if (mode === 'unresolved_tokens' && name !== 'status' && name !== 'obdstatus') return token;
    const value = values[name];
    if (value === undefined) return token;
    return mode === 'unencoded_recordpath' && name === 'recordpath' ? value : encodeURIComponent(value);
  });
}

/** A simulator must not reach beyond this machine, whatever the template says. */
async function visit(address: string): Promise<string> {
  if (!URL.canParse(address) || !LOOPBACK.has(new URL(address).hostname)) return 'not sent: not a loopback address';
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}
