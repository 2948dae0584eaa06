import { createHash } from 'node:crypto';
import { inLanes } from '../../../src/common/concurrency/inLanes.js';
import { Random } from '../../../src/providers/sandbox/random.js';
import { startWebhookReceiver } from '../../../src/providers/webhookEndpoint/webhookEndpoint.sandbox.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { SeenAnswer } from '../../support/answerCheck.js';
import { collectVisits, collectWrites, type Prepared, writesWorld } from '../../support/writes.js';
import { type Asker, Askers, expectedOf } from './askers.js';
import { type Base, caseOf, plainAsk } from './cases.js';
import { type Ask, Client } from './client.js';
import { type Operation, OPERATIONS } from './document.js';
import { Judge } from './judge.js';
import { type Sabotage, sabotage } from './sabotage.js';
import { faultsOfScope, idsElsewhere, moveElsewhere } from './otherTeams.js';
import { uuid, type ValueSource } from './values.js';

export interface ApiProofOptions {
  seed: string;
  /** Requests of each operation that are made up. */
  cases: number;
  /** Of strangers and of keys that lack the scope only one asks each operation, for a run of a few seconds. */
  quick?: boolean;
  /** Only operations whose name holds one of these. */
  only?: string[];
  /** All are asked as they should be; for the rest only every so many-th operation is taken, the seed says which. */
  one_of?: number;
  /** Only the case of this number. */
  case?: number;
  /** How long an answer may take, milliseconds. */
  deadline_ms?: number;
  /** Breaks the product on purpose: the proof has to notice. */
  sabotage?: Sabotage;
  say?: (line: string) => void;
}

export interface ApiProofReport {
  operations: number;
  /** Askers of each operation, on the average. */
  identities: number;
  /** Requests of an operation by somebody. */
  rights: number;
  /** Requests that were made up. */
  cases: number;
  /** Of those, the ones that the product did, and refused. */
  done: number;
  refused: number;
  faults: string[];
}

/** So many operations are asked at a time. */
const LANES = 6;
/** Nobody has this parameter; refused for it, a request has passed the guard and does nothing. */
const UNKNOWN = 'colour=red';

/**
 * Asks every operation of the API document: as everybody, who must get what the declared permission says; as it should be asked, which must
 * succeed; and in ways that are made up from its schemas, which must be answered in time, as documented, without a failure of ours, and
 * without a word of what was sent, kept secret, or made inside. What is asked depends on the document and the seed alone, but for ids.
 */
export async function proveApi(options: ApiProofOptions): Promise<ApiProofReport> {
  let product: TestApp | undefined;
  const mend = options.sabotage && sabotage(options.sabotage, () => product!);
  const receiver = await startWebhookReceiver();
  try {
    product = await startTestApp({
      sandbox: { rows_per_day: 20, days_back: 2 },
      environment: {
        LOG_LEVEL: 'error',
        WEBHOOK_ALLOW_HTTP: '127.0.0.1',
        WEBHOOK_ALLOW_PRIVATE: '127.0.0.1',
        GMAIL_PUSH_TOKEN: 'a-token-that-only-the-proof-knows',
        // What was made up and never answers is soon left alone.
        WEBHOOK_TIMEOUT: '1s',
        WEBHOOK_DISABLE_AFTER: '2s',
        EMAIL_SMTP_TIMEOUT_SECONDS: '2',
        KALEYRA_SYNC_WAIT_SECONDS: '5',
        WEBHOOK_REFUSALS_PER_MINUTE: '100000',
        WEBHOOK_RATE_PER_MINUTE: '100000',
        LOGIN_MAX_FAILURES: '1000',
        LOGIN_MAX_FAILURES_PER_IP: '100000',
      },
    });
    const proof = await ApiProof.of(product, receiver.url, options);
    await proof.run();
    return proof.report;
  } finally {
    mend?.();
    await product?.close();
    await receiver.stop();
  }
}

class ApiProof {
  readonly report: ApiProofReport = { operations: 0, identities: 0, rights: 0, cases: 0, done: 0, refused: 0, faults: [] };
  private readonly operations: Operation[];
  private readonly share: Operation[];
  /** Ids of what is there, by the path of its list. */
  private readonly ids = new Map<string, string[]>();
  private readonly judge: Judge;
  private readonly client: Client;
  private readonly secret: string;

  private constructor(
    private readonly product: TestApp,
    private readonly options: ApiProofOptions,
    private readonly askers: Askers,
    private readonly prepared: Record<string, () => Promise<Prepared>>,
  ) {
    const { only, seed, one_of = 1 } = options;
    this.operations = OPERATIONS.filter(({ name }) => !only || only.some((part) => name.includes(part)));
    const share = new Random(seed).int(0, one_of - 1);
    this.share = this.operations.filter((_operation, index) => index % one_of === share);
    this.secret = `zq${createHash('sha256').update(seed).digest('hex').slice(0, 14)}`;
    this.judge = new Judge(product.database.pool, this.secret);
    this.client = new Client(product.url, options.deadline_ms);
    this.report.operations = this.operations.length;
  }

  static async of(product: TestApp, receiver_url: string, options: ApiProofOptions): Promise<ApiProof> {
    const admin_id = (await product.call<{ id: string }>('GET', '/auth/me')).body.id;
    const world = writesWorld(
      () => product,
      () => admin_id,
      () => receiver_url,
    );
    const writes = Object.entries(await collectWrites(world)).map(([name, [, prepare]]) => [name, prepare] as const);
    const prepared = { ...Object.fromEntries(writes), ...(await collectVisits(world)) };
    return new ApiProof(product, options, await Askers.of(product), prepared);
  }

  async run(): Promise<void> {
    const { say = () => undefined } = this.options;
    const timed = async (what: string, work: () => Promise<unknown>) => {
      const started = Date.now();
      await work();
      say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s, ${this.report.faults.length} faults`);
    };
    await timed('rights', () => inLanes(this.share, LANES, (operation) => this.askAsEverybody(operation)));
    this.report.identities = Math.round(this.report.rights / Math.max(1, this.share.length));
    await timed('as documented', () => this.askRightly());
    await timed('another team', () => this.askOfAnotherTeam());
    await timed('a provider that fails', () => this.askOfFailingProviders());
    await timed('made up', () => inLanes(this.share, LANES, (operation) => this.askMadeUp(operation)));
    await this.lookForLeaks();
    this.client.close();
  }

  /** Roles, keys and strangers: the answer is known beforehand from the permission that the operation declares. */
  private async askAsEverybody(operation: Operation): Promise<void> {
    const { rule, scopes, method, name } = operation;
    const random = this.randomOf(`rights ${name}`);
    const path = operation.template.replace(/\{[^}]+\}/g, () => uuid(random));
    for (const asker of await this.askersOf(operation, random)) {
      const ask: Ask = { method, path: `${path}?${UNKNOWN}`, headers: asker.headers };
      const answer = await this.client.send(ask);
      this.report.rights += 1;
      this.note(`${name} as ${asker.name}`, this.judge.faults(ask, answer));
      if (typeof answer === 'string') continue;
      const { code, details } = codeOf(answer.text);
      const is = `${answer.status} ${code}`;
      if (rule.kind === 'public') {
        // Who asks makes no difference; the doors of providers have their own words for strangers.
        if (answer.status !== 400 && !operation.template.startsWith('/webhooks/'))
          this.note(name, [`${asker.name} got ${is}, and it is public`]);
        continue;
      }
      const expected = expectedOf(rule, scopes, asker);
      if (!expected.test(is)) this.note(name, [`${asker.name} got ${is} instead of ${expected.source.replace(/[$^]/g, '')}`]);
      else if (answer.status === 400 && !details.includes('"colour"'))
        this.note(name, [`${asker.name} is not told which parameter is unknown`]);
    }
  }

  private async askersOf({ rule }: Operation, random: Random): Promise<Asker[]> {
    const { people, strangers, scopes } = this.askers;
    const some = <T>(all: T[]) => (this.options.quick ? random.shuffle([...all]).slice(0, 1) : all);
    if (rule.kind === 'public') return [...people.slice(0, 1), ...some(strangers)];
    const needed = rule.kind === 'module' ? `${rule.module}:${rule.action}` : 'none';
    const others = scopes.filter((scope) => scope !== needed);
    // The nearest ones are those that a mistake would let in.
    const near = others.filter((scope) => rule.kind === 'module' && scope.startsWith(`${rule.module}:`));
    const asked = [...scopes.filter((scope) => scope === needed), ...some(near.length > 0 && this.options.quick ? near : others)];
    return [...people, this.askers.scoped, ...some(strangers), ...(await Promise.all(asked.map((scope) => this.askers.key(scope))))];
  }

  /** Each operation refuses what is wrong, and succeeds once, as documented; what it answers tells the ids of things. */
  private async askRightly(): Promise<void> {
    const later = ({ method, template }: Operation) => (method === 'GET' ? (template.includes('{') ? 2 : 1) : 0);
    for (const turn of [0, 1, 2])
      await inLanes(
        this.operations.filter((operation) => later(operation) === turn),
        // An order on many things may reach what another has just prepared.
        turn === 0 ? 1 : LANES,
        async (operation) => {
          try {
            const ask = plainAsk(operation, await this.baseOf(operation));
            await this.askWrongly(operation, ask);
            const answer = await this.client.send(ask);
            this.note(operation.name, this.judge.faults(ask, answer));
            if (typeof answer === 'string') return;
            if (answer.status >= 400) this.note(operation.name, [`what should be right is refused: ${answer.status} ${answer.text}`]);
            else this.harvest(operation, answer.text);
          } catch (error) {
            this.note(operation.name, [`no right request could be made: ${(error as Error).message}`]);
          }
        },
      );
    await this.lookForLeaks();
  }

  /** What will be right is refused of a stranger, and with a parameter that does not exist. */
  private async askWrongly({ name, rule, template }: Operation, ask: Ask): Promise<void> {
    // The doors of providers keep what they get; what is public is so for strangers too.
    if (template.startsWith('/webhooks/')) return;
    const { authorization: _token, 'x-api-key': _key, ...headers } = ask.headers;
    const unknown = { ...ask, path: `${ask.path}${ask.path.includes('?') ? '&' : '?'}${UNKNOWN}` };
    for (const [wrong, expected] of [[unknown, 400] as const, ...(rule.kind === 'public' ? [] : [[{ ...ask, headers }, 401] as const])]) {
      const answer = await this.client.send(wrong);
      this.note(name, this.judge.faults(wrong, answer));
      if (typeof answer !== 'string' && answer.status !== expected)
        this.note(name, [`what should be refused with ${expected} got ${answer.status}: ${wrong.path}`]);
    }
  }

  /** Everything that there is belongs to other teams than that of one admin: he is shown nothing of it, and counts nothing. */
  private async askOfAnotherTeam(): Promise<void> {
    const { scoped } = this.askers;
    const asked = this.share.filter(({ rule, template }) => rule.kind !== 'public' && !template.startsWith('/auth/'));
    const said: { operation: Operation; ask: Ask; answer: SeenAnswer }[] = [];
    await inLanes(asked, 1, async (operation) => {
      const base = await this.baseOf(operation).catch(() => undefined);
      if (!base) return;
      await moveElsewhere(this.product.database.pool);
      const { 'x-api-key': _key, ...headers } = base.headers;
      const ask = plainAsk(operation, { ...base, headers: { ...headers, ...scoped.headers } });
      const answer = await this.client.send(ask);
      this.note(`${operation.name} as ${scoped.name}`, this.judge.faults(ask, answer));
      if (typeof answer !== 'string') said.push({ operation, ask, answer });
    });
    const foreign = await idsElsewhere(this.product.database.pool);
    for (const { operation, ask, answer } of said) this.note(operation.name, faultsOfScope(operation, ask, answer, foreign));
  }

  /** Whoever declares that a provider may fail answers so when it does; the others are not touched by it. */
  private async askOfFailingProviders(): Promise<void> {
    const declaring = this.operations.filter(({ answers }) => answers.includes('502'));
    const bases = await Promise.all(declaring.map((operation) => this.baseOf(operation)));
    this.product.sandbox.faults.add({ kind: 'status', status: 503, times: 0 });
    await Promise.all(
      declaring.map(async (operation, index) => {
        const ask = plainAsk(operation, bases[index]!);
        const answer = await this.client.send(ask);
        const faults = this.judge.faults(ask, answer, { may_fail: true });
        const is = typeof answer === 'string' ? answer : `${answer.status} ${codeOf(answer.text).code}`;
        this.note(operation.name, [
          ...faults,
          ...(is === '502 provider_unavailable' ? [] : [`it declares 502, and is ${is} when the provider fails`]),
        ]);
      }),
    );
    this.product.sandbox.faults.clear();
  }

  private async askMadeUp(operation: Operation): Promise<void> {
    const { name, method } = operation;
    let base: Base | undefined;
    let is_used = true;
    let may_prepare = true;
    for (let number = 0; number < this.options.cases; number += 1) {
      if (this.options.case !== undefined && number !== this.options.case) continue;
      try {
        if (is_used) base = await this.baseOf(operation);
        is_used = false;
      } catch (error) {
        if (!base) return this.note(name, [`no right request could be made: ${(error as Error).message}`]);
        // What it waits for is behind all that was made up so far; the last one is good enough to be changed.
        is_used = false;
        may_prepare = false;
      }
      const random = this.randomOf(`${name} ${number}`);
      const { says, ask, json } = caseOf(operation, base!, this.sourceOf(random));
      const answer = await this.client.send(ask);
      this.report.cases += 1;
      const faults = this.judge.faults(ask, answer);
      if (typeof answer !== 'string') {
        const is_done = answer.status < 400;
        this.report[is_done ? 'done' : 'refused'] += 1;
        // Providers' doors keep whatever comes.
        const is_door = operation.template.startsWith('/webhooks/');
        if (is_done && !is_door && ask.method === method) faults.push(...this.judge.forbidden(operation, ask.path, json));
        if (is_done && method !== 'GET') is_used = may_prepare;
        if (this.options.case !== undefined) this.options.say?.(`${JSON.stringify(ask)} -> ${answer.status} ${answer.text}`);
      }
      this.note(`${name} case ${number} (${says})`, faults);
    }
    await this.lookForLeaks();
  }

  /** A right request: the prepared one, or what the document and the lists tell. */
  private async baseOf(operation: Operation): Promise<Base> {
    const prepare = this.prepared[operation.name];
    const { path, body, headers } = prepare ? await prepare() : { path: this.pathOf(operation), body: undefined, headers: {} };
    const [bare, query = ''] = path.split('?');
    const is_public = operation.rule.kind === 'public';
    return {
      path: bare!,
      query: query ? query.split('&').map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)]) : [],
      headers: { ...(is_public ? {} : this.askers.admin.headers), ...lowered(headers) },
      body,
    };
  }

  private pathOf({ template, name }: Operation): string {
    return template.replace(/^(.*?)\/\{[^}]+\}/, (_all, list: string) => {
      const [id] = this.ids.get(list) ?? [];
      if (id === undefined)
        throw new Error(`${list} shows nothing whose id ${name} could be asked for; say one as a visit in test/support/writes/`);
      return `${list}/${id}`;
    });
  }

  /** Lists and new things tell their ids. */
  private harvest({ template }: Operation, text: string): void {
    if (template.includes('{') || (!text.startsWith('{') && !text.startsWith('['))) return;
    const body = JSON.parse(text) as { data?: unknown; id?: unknown };
    const rows = (Array.isArray(body) ? body : Array.isArray(body.data) ? body.data : [body]) as { id?: unknown }[];
    const found = rows.flatMap(({ id }) => (typeof id === 'string' || typeof id === 'number' ? [String(id)] : []));
    if (found.length > 0) this.ids.set(template, [...(this.ids.get(template) ?? []), ...found]);
  }

  private sourceOf(random: Random): ValueSource {
    return {
      random,
      secret: this.secret,
      idFor: (field) => {
        const noun = field
          .replace(/_ids?$/, '')
          .replaceAll('_', '-')
          .split('-')
          .at(-1)!;
        const list = [...this.ids.keys()].find(
          (path) => noun && path.split('/').at(-1)!.replace(/ies$/, 'y').replace(/s$/, '').endsWith(noun),
        );
        return list && random.chance(0.7) ? this.ids.get(list)![0] : undefined;
      },
    };
  }

  private async lookForLeaks(): Promise<void> {
    for (const leak of await this.judge.leaks()) this.note('leak', [leak]);
  }

  private randomOf(what: string): Random {
    return new Random(`${this.options.seed}:${what}`);
  }

  private note(where: string, faults: string[]): void {
    for (const fault of faults) {
      // eslint-disable-next-line no-control-regex -- what was sent may hold them, and a terminal would obey
      const line = `${where}: ${fault}`.replace(/[\x00-\x1f\x7f]/g, '?');
      this.report.faults.push(line);
      this.options.say?.(`FAULT ${line}`);
    }
  }
}

function codeOf(text: string): { code?: string; details: string } {
  try {
    const { code, details } = JSON.parse(text) as { code?: string; details?: unknown };
    return { code, details: JSON.stringify(details ?? null) };
  } catch {
    return { details: '' };
  }
}

const lowered = (headers: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
