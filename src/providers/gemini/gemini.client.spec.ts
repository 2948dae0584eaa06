import { GeminiTextModel, type GeminiSettings } from './gemini.client.js';
import { type GeminiFault, type GeminiSandbox, startGeminiSandbox } from './gemini.sandbox.js';

const QUESTION = {
  system: 'You sort e-mail.',
  text: 'SUBJECT: Damaged bottle',
  schema: {
    type: 'OBJECT',
    properties: { category: { type: 'STRING', format: 'enum', enum: ['damaged', 'other'] }, summary: { type: 'STRING' } },
    required: ['category', 'summary'],
  },
};

let sandbox: GeminiSandbox;
beforeEach(async () => {
  sandbox = await startGeminiSandbox();
});
afterEach(() => sandbox.stop());

function client(settings: Partial<GeminiSettings> = {}): GeminiTextModel {
  return new GeminiTextModel({
    api_key: sandbox.api_key,
    models: ['gemini-first', 'gemini-second'],
    base_url: sandbox.url,
    timeout_ms: 10_000,
    max_requests_per_minute: 100,
    ...settings,
  });
}
const soon = '0.01s';

describe('GeminiTextModel', () => {
  it('asks with the rules apart from the text, and brings the answer', async () => {
    const result = await client({ thinking: 'low' }).ask(QUESTION);
    expect(result).toMatchObject({
      state: 'done',
      model: 'gemini-first',
      tokens: 383,
      answer: { category: 'damaged', summary: 'summary by the sandbox' },
    });
    const [{ contents, system, body }] = sandbox.requests as [(typeof sandbox.requests)[0]];
    expect({ contents, system }).toEqual({ contents: QUESTION.text, system: QUESTION.system });
    expect(body.generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseSchema: QUESTION.schema,
      candidateCount: 1,
      maxOutputTokens: 2048,
      thinkingConfig: { thinkingLevel: 'LOW' },
    });
  });

  it.each<GeminiFault['kind']>(['thought_part', 'several_parts', 'fenced'])('reads an answer with %s', async (kind) => {
    sandbox.script({ kind } as GeminiFault);
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'done', answer: { category: 'damaged' } });
    expect(sandbox.count()).toBe(1);
  });

  it.each<[string, GeminiFault, string]>([
    ['a refused prompt', { kind: 'prompt_blocked' }, 'prompt_blocked'],
    ...['SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'SPII', 'BLOCKLIST', 'LANGUAGE'].map((reason): [string, GeminiFault, string] => [
      `an answer withheld for ${reason}`,
      { kind: 'finish', reason },
      'answer_blocked',
    ]),
  ])('does not ask again after %s', async (_name, fault, error_code) => {
    sandbox.script(fault);
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'blocked', error_code, model: 'gemini-first' });
    expect(sandbox.count()).toBe(1);
  });

  it.each<[GeminiFault, string]>([
    [{ kind: 'bad_json' }, 'bad_json'],
    [{ kind: 'empty_text' }, 'empty_answer'],
    [{ kind: 'no_candidates' }, 'empty_answer'],
    [{ kind: 'finish', reason: 'OTHER' }, 'odd_ending'],
    [{ kind: 'finish', reason: 'A_REASON_OF_TOMORROW' }, 'odd_ending'],
  ])('asks once more after %j, then gives up', async (fault, error_code) => {
    sandbox.script(fault);
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'done' });
    sandbox.script(fault, fault);
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'failed', error_code });
    expect(sandbox.count()).toBe(4);
  });

  it('allows twice the tokens when an answer did not fit, once', async () => {
    sandbox.script({ kind: 'max_tokens' });
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'done' });
    sandbox.script({ kind: 'max_tokens' }, { kind: 'max_tokens' });
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'failed', error_code: 'answer_cut_off' });
    expect(sandbox.requests.map(({ body }) => body.generationConfig?.maxOutputTokens)).toEqual([2048, 4096, 2048, 4096]);
  });

  it('takes the next model when one is gone, and does not ask for it again', async () => {
    sandbox.dead_models.add('gemini-first');
    const told: string[] = [];
    const model = client({ onGone: (name) => told.push(name) });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done', model: 'gemini-second' });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done', model: 'gemini-second' });
    expect([sandbox.count('gemini-first'), sandbox.count('gemini-second')]).toEqual([1, 2]);
    expect({ ...model.condition, told }).toEqual({ gone_models: ['gemini-first'], pause: null, told: ['gemini-first'] });
    sandbox.dead_models.add('gemini-second');
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'failed', error_code: 'model_gone' });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'failed', error_code: 'model_gone' });
    expect(sandbox.count()).toBe(4);
  });

  it.each([false, true])('waits as long as it is told to when that is not long (in the text: %s)', async (hint_in_text) => {
    sandbox.script({ kind: 'minute_quota', retry_delay: soon, hint_in_text });
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'done', model: 'gemini-first' });
    expect(sandbox.count()).toBe(2);
  });

  it('comes back later when the wait is long', async () => {
    sandbox.script({ kind: 'minute_quota', retry_delay: '37s' });
    const result = await client().ask(QUESTION);
    expect(result).toMatchObject({ state: 'later', error_code: 'rate_limited' });
    expect((result as { retry_after_ms: number }).retry_after_ms).toBeGreaterThanOrEqual(37_000);
    expect(sandbox.count()).toBe(1);
  });

  it('asks nobody until midnight on the west coast when the quota of the day is used up, whatever wait the provider names', async () => {
    let now = Date.parse('2026-11-25T20:00:00Z');
    const model = client({ now: () => now });
    sandbox.script({ kind: 'day_quota' });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'later', error_code: 'day_quota', retry_after_ms: 12 * 3_600_000 });
    now += 11 * 3_600_000;
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'later', error_code: 'day_quota', retry_after_ms: 3_600_000 });
    expect(sandbox.count()).toBe(1);
    now += 3_600_001;
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done' });
  });

  it('takes another model when one stays overloaded', async () => {
    sandbox.script({ kind: 'unavailable', retry_delay: soon }, { kind: 'unavailable', retry_delay: soon });
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'done', model: 'gemini-second' });
    expect([sandbox.count('gemini-first'), sandbox.count('gemini-second')]).toEqual([2, 1]);
  });

  it('gives one question four requests, then time', async () => {
    sandbox.script(...Array.from({ length: 4 }, (): GeminiFault => ({ kind: 'unavailable', retry_delay: soon })));
    expect(await client().ask(QUESTION)).toMatchObject({ state: 'later', error_code: 'model_unavailable' });
    expect(sandbox.count()).toBe(4);
  });

  it.each<[GeminiFault['kind'], string]>([
    ['internal', 'model_unavailable'],
    ['html_502', 'model_unavailable'],
    ['not_json', 'model_protocol_error'],
    ['reset', 'model_unreachable'],
    ['stall', 'model_timeout'],
  ])('comes back later after %s', async (kind, error_code) => {
    sandbox.script({ kind } as GeminiFault);
    expect(await client({ patience_ms: 0, timeout_ms: kind === 'stall' ? 200 : 10_000 }).ask(QUESTION)).toMatchObject({
      state: 'later',
      error_code,
    });
  });

  it('does not go on asking when a deadline has passed', async () => {
    sandbox.script({ kind: 'stall' });
    expect(await client({ timeout_ms: 200 }).ask(QUESTION)).toMatchObject({ state: 'later', error_code: 'model_timeout' });
    expect(sandbox.count()).toBe(1);
  });

  it('leaves the provider alone after five failures in a row, then tries again', async () => {
    let now = Date.parse('2026-11-25T20:00:00Z');
    const model = client({ now: () => now, patience_ms: 0 });
    sandbox.script(...Array.from({ length: 5 }, (): GeminiFault => ({ kind: 'internal' })));
    for (let round = 0; round < 7; round += 1) await model.ask(QUESTION);
    expect(sandbox.count()).toBe(5);
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'later', error_code: 'provider_paused', retry_after_ms: 60_000 });
    now += 60_001;
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done' });
  });

  it('keeps to its own limit per minute, and spreads those who are turned away', async () => {
    let now = Date.parse('2026-11-25T20:00:00Z');
    const model = client({ now: () => now, max_requests_per_minute: 2, patience_ms: 0 });
    const results = await Promise.all(Array.from({ length: 4 }, () => model.ask(QUESTION)));
    expect(results.map(({ state }) => state).sort()).toEqual(['done', 'done', 'later', 'later']);
    const waits = results.flatMap((result) => (result.state === 'later' ? [result.retry_after_ms] : []));
    expect(new Set(waits).size).toBe(2);
    expect(sandbox.count()).toBe(2);
    now += 60_001;
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done' });
  });

  it('gives up at once when the key is not accepted', async () => {
    const result = await client({ api_key: 'not-the-key' }).ask(QUESTION);
    expect(result).toMatchObject({ state: 'failed', error_code: 'model_unauthorised' });
    expect(JSON.stringify(result)).not.toContain('not-the-key');
    expect(sandbox.count()).toBe(1);
  });

  it('leaves out the thinking setting for a model that does not know it', async () => {
    const model = client({ models: ['gemini-2.5-flash'], thinking: 'minimal' });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done' });
    expect(await model.ask(QUESTION)).toMatchObject({ state: 'done' });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([400, 200, 200]);
  });

  it('gives up at once when the schema is not accepted', async () => {
    const schema = { ...QUESTION.schema, additionalProperties: false };
    expect(await client().ask({ ...QUESTION, schema })).toMatchObject({ state: 'failed', error_code: 'model_rejected' });
    expect(sandbox.count()).toBe(1);
  });
});
