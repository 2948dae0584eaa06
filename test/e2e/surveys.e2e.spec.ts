import { randomUUID } from 'node:crypto';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { SurveyDetailDto, SurveyDto, SurveyFormDto } from '../../src/surveys/dto/survey.dto.js';
import type { SurveyInvitationDetailDto, SurveyInvitationPageDto } from '../../src/surveys/dto/surveyInvitation.dto.js';
import type {
  StoredAnswerDto,
  SurveyResponseDetailDto,
  SurveyResponseDto,
  SurveyResponsePageDto,
  SurveyResponseStatsDto,
} from '../../src/surveys/dto/surveyResponse.dto.js';
import type { SurveyResultsDto } from '../../src/surveys/dto/surveyResults.dto.js';
import { STANDARD_SURVEY_ID } from '../../src/surveys/surveys.states.js';
import type { RoleName } from '../support/app.js';
import { makeConversation } from '../support/factories/conversations.js';
import { insertRow, makeAgent, makeCustomer, makeEmail, makeThread } from '../support/factories/emails.js';
import { answerPath, makeInvitation, makeResponse } from '../support/factories/surveys.js';
import { list as invitations } from '../support/lists/surveyInvitations.js';
import { list as responses } from '../support/lists/surveyResponses.js';
import { list as surveys } from '../support/lists/surveys.js';
import { listSuite } from '../support/listSuite.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until } from '../support/until.js';

// Nobody is asked at night: here there is none.
const room = useMailProduct({
  environment: { CONTACT_QUIET_FROM: '00:00', CONTACT_QUIET_TO: '00:00', SURVEY_WHATSAPP_TEMPLATE: 'how_was_it' },
});
const pool = () => room.pool();
const query = async <R extends object>(sql: string, values: unknown[] = []) => (await pool().query<R>(sql, values)).rows;
const call = <T = { code: string }>(method: string, path: string, body?: unknown, as: RoleName | null = 'admin') =>
  room.product.call<T>(method, path, { body, as });
const get = async <T>(path: string) => (await call<T>('GET', path)).body;
const answer = (path: string, answers: object) => call<StoredAnswerDto & { code?: string }>('POST', path, { answers }, null);
/** A browser, without the watch over documented answers: pages are HTML. */
const browse = async (path: string, form?: Record<string, string>) => {
  const response = await fetch(`${room.product.url}${path}`, {
    headers: { accept: 'text/html' },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const QUESTIONS = [
  { key: 'score', type: 'csat', text: { en: 'How was it?' } },
  { key: 'comment', type: 'text', text: { en: 'Anything else?' } },
];
const make = async (change: object = {}) => {
  const made = await call<SurveyDto>('POST', '/surveys', { name: 'Calls', questions: QUESTIONS, ...change });
  if (made.status !== 201) throw new Error(made.text);
  return made.body;
};
let asked = 0;
/** A thread of a customer of its own, resolved by a person, or as is said. */
const thread = async ({
  by = 'admin',
  status = 'resolved',
  ...columns
}: { by?: 'admin' | null; status?: string } & Record<string, unknown> = {}) => {
  const email = `asha${++asked}@example.com`;
  const customer = await makeCustomer(pool(), email);
  const row = await makeThread(pool(), { id: room.mailbox }, { customer_id: customer.id, ...columns });
  const message_id = `<question-${asked}@example.com>`;
  const mail = await makeEmail(
    pool(),
    { id: room.mailbox },
    { thread_id: row.id, customer_id: customer.id, from_email: email, message_id },
  );
  if (by) await call('PATCH', `/emails/${mail.id}`, { status });
  else await query('select from update_email_thread($1, $2)', [row.id, { status }]);
  return { id: row.id as string, customer_id: customer.id as string, email, email_id: mail.id as string, message_id };
};
const invite = async (body: object, as: RoleName = 'admin') =>
  call<SurveyInvitationDetailDto & { code?: string; details?: unknown }>('POST', '/survey-invitations', body, as);
const settled = (id: string) =>
  until(
    () => get<SurveyInvitationDetailDto>(`/survey-invitations/${id}`),
    ({ state }) => state !== 'waiting',
  );
const byRule = async (entity_type: string, entity_id: string, change: object = {}) => {
  const id = randomUUID();
  await query('select from invite_to_survey($1)', [
    { id, survey_id: STANDARD_SURVEY_ID, entity_type, entity_id, origin: 'rule', ...change },
  ]);
  return settled(id);
};

listSuite({
  ...surveys,
  product: () => room.product,
  make: (n) =>
    make({
      name: n === 0 ? 'With a needle' : `Survey ${n}`,
      is_active: n !== 1,
      questions: [{ ...QUESTIONS[0], type: n === 2 ? 'nps' : n === 3 ? 'text' : 'csat' }],
    }),
});
listSuite({
  ...invitations,
  product: () => room.product,
  make: (n) =>
    makeInvitation(pool(), {
      state: n === 0 ? 'suppressed' : n === 1 ? 'answered' : 'sent',
      ...(n === 0 && { reason: 'no_channel', sent_at: null }),
      origin: n === 2 ? 'person' : 'rule',
      channel: n === 3 ? 'whatsapp' : 'email',
      team: n === 4 ? 'list' : 'other',
    }),
});
listSuite({
  ...responses,
  product: () => room.product,
  make: (n) =>
    makeResponse(
      room.product,
      { score: n === 0 ? 1 : 5, ...(n === 1 && { comment: 'A needle in it' }) },
      { channel: n === 2 ? 'whatsapp' : 'email', team: n === 3 ? 'list' : n === 4 ? 'third' : 'other' },
    ),
});

describe('surveys', () => {
  it('keep every wording of their questions, and their kind', async () => {
    const survey = await make();
    expect(survey).toMatchObject({ kind: 'csat', revision: 1, version: 1, is_active: true });
    const renamed = await call<SurveyDto>('PATCH', `/surveys/${survey.id}`, { name: 'Phone calls', version: 1 });
    expect(renamed.body).toMatchObject({ revision: 1, version: 2 });
    const questions = [{ ...QUESTIONS[0], text: { en: 'How did we do?' } }];
    expect((await call<SurveyDto>('PATCH', `/surveys/${survey.id}`, { questions })).body).toMatchObject({ revision: 2 });
    expect((await call('PATCH', `/surveys/${survey.id}`, { name: 'Old', version: 1 })).body.code).toBe('stale_version');
    const other = await call('PATCH', `/surveys/${survey.id}`, { questions: [{ ...QUESTIONS[0], type: 'nps' }] });
    expect([other.status, other.body.code]).toEqual([422, 'survey_kind_fixed']);
    const { revisions, history } = await get<SurveyDetailDto>(`/surveys/${survey.id}`);
    expect(revisions.map(({ revision, questions: [first] }) => [revision, first!.text])).toEqual([
      [1, { en: 'How was it?' }],
      [2, { en: 'How did we do?' }],
    ]);
    expect(history.map(({ action }) => action)).toEqual(['insert', 'update', 'update']);
    expect((await call('DELETE', `/surveys/${survey.id}`)).status).toBe(200);
    expect((await call('GET', `/surveys/${survey.id}`)).body.code).toBe('survey_not_found');
  });

  it('are shown as a customer would see them, in a language they have', async () => {
    const form = await get<SurveyFormDto>(`/surveys/${STANDARD_SURVEY_ID}/preview?language=hi`);
    expect(form).toMatchObject({ language: 'hi', languages: ['en', 'hi'], answers: null, changeable_until: null });
    expect(form.questions[0]).toMatchObject({ key: 'score', text: 'हमारी सेवा कैसी रही?', scale: [1, 5], is_required: true });
    expect((await get<SurveyFormDto>(`/surveys/${STANDARD_SURVEY_ID}/preview?language=fr`)).language).toBe('en');
  });

  it('are made by supervisors, read by all, sent by agents; answers are changed by nobody', async () => {
    expect((await call('POST', '/surveys', { name: 'A', questions: QUESTIONS }, 'agent')).status).toBe(403);
    expect((await call('POST', '/surveys', { name: 'A', questions: QUESTIONS }, 'supervisor')).status).toBe(201);
    expect((await call('GET', '/surveys', undefined, 'viewer')).status).toBe(200);
    expect((await invite({ customer_id: (await thread()).customer_id }, 'agent')).status).toBe(201);
    const { id } = await makeResponse(room.product, { score: 1 });
    expect((await call('PATCH', `/survey-responses/${id}`, { excluded_reason: 'Mine.' }, 'agent')).status).toBe(403);
    expect((await call('PATCH', `/survey-responses/${id}`, { score: 5 })).status).toBe(400);
    expect((await call('DELETE', `/survey-responses/${id}`)).status).toBe(404);
  });
});

describe('asking', () => {
  it('by e-mail sends a letter whose answer finds the thread, and changes nothing of it', async () => {
    const { id, email, message_id } = await thread();
    const before = await query('select status, version, message_count, last_outbound_at from email_threads where id = $1', [id]);
    const made = await invite({ entity_type: 'email_thread', entity_id: id });
    expect([made.status, made.body.state]).toEqual([201, 'waiting']);
    const sent = await settled(made.body.id);
    expect(sent).toMatchObject({
      state: 'sent',
      channel: 'email',
      language: 'en',
      reason: null,
      entity_type: 'email_thread',
      entity_id: id,
    });
    const [mail] = await until(
      () => room.account().accepted.filter(({ to }) => to.includes(email)),
      (found) => found.length > 0,
    );
    const raw = mail!.raw.toString();
    expect(raw).toContain(`In-Reply-To: ${message_id}`);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')).toContain(
      answerPath(room.product, { id: sent.id, expires_at: new Date(sent.expires_at!) }),
    );
    expect(await query('select status, version, message_count, last_outbound_at from email_threads where id = $1', [id])).toEqual(before);
    expect(await query(`select purpose, channel from customer_contacts where customer_id = $1`, [sent.customer_id])).toEqual([
      { purpose: 'survey', channel: 'email' },
    ]);
    const why = await get<WhyDto>(`/why/email_thread/${id}?kind=surveys.ask`);
    expect(why.data.map(({ chosen, reason }) => [chosen, reason])).toEqual([[{ channel: 'email' }, 'Asked by e-mail.']]);
  });

  it.each([
    ['spam', 'spam', { status: 'spam' }],
    ['what nobody resolved', 'auto_resolved', { by: null }],
    ['what is open again', 'reopened', { status: 'open' }],
  ] as const)('leaves out %s', async (_name, reason, given) => {
    const { id } = await thread(given);
    expect(await byRule('email_thread', id)).toMatchObject({ state: 'suppressed', reason, sent_at: null });
    const [{ reason: words } = { reason: '' }] = (await get<WhyDto>(`/why/email_thread/${id}?kind=surveys.ask`)).data;
    expect(words).not.toBe('');
  });

  it('includes what nobody resolved when that is asked for', async () => {
    const { id } = await thread({ by: null });
    expect(await byRule('email_thread', id, { also_auto_resolved: true })).toMatchObject({ state: 'sent' });
    const other = await thread({ by: null });
    expect(await settled((await invite({ entity_type: 'email_thread', entity_id: other.id })).body.id)).toMatchObject({ state: 'sent' });
  });

  it('asks a customer once in thirty days, over all matters and channels, also at the same moment', async () => {
    const { id, customer_id } = await thread();
    const ticket = await call<{ id: string }>('POST', '/tickets', { subject: 'A parcel', customer_id });
    const made = await Promise.all([
      invite({ entity_type: 'email_thread', entity_id: id }),
      invite({ entity_type: 'ticket', entity_id: ticket.body.id }),
      invite({ customer_id }),
    ]);
    const all = await Promise.all(made.map(({ body }) => settled(body.id)));
    expect(all.map(({ state }) => state).sort()).toEqual(['sent', 'suppressed', 'suppressed']);
    expect(all.filter(({ reason }) => reason === 'asked_lately')).toHaveLength(2);
    await query(`update survey_invitations set sent_at = sent_at - interval '31 days' where customer_id = $1 and sent_at is not null`, [
      customer_id,
    ]);
    expect(await settled((await invite({ customer_id })).body.id)).toMatchObject({ state: 'sent' });
  });

  it('asks about a matter once, and says so to a person', async () => {
    const { id } = await thread();
    const first = await invite({ entity_type: 'email_thread', entity_id: id });
    await settled(first.body.id);
    const second = await invite({ entity_type: 'email_thread', entity_id: id });
    expect([second.status, second.body.code, second.body.details]).toEqual([
      409,
      'survey_already_sent',
      { id: first.body.id, state: 'sent' },
    ]);
    const again = await query<{ id: string }>('select id from invite_to_survey($1)', [
      { id: randomUUID(), survey_id: STANDARD_SURVEY_ID, entity_type: 'email_thread', entity_id: id, origin: 'rule' },
    ]);
    expect(again).toEqual([{ id: first.body.id }]);
  });

  it('keeps to what the customer allows', async () => {
    const { id, customer_id } = await thread();
    await call('PUT', `/customers/${customer_id}/permissions/email`, { do_not_contact: true });
    expect(await settled((await invite({ entity_type: 'email_thread', entity_id: id })).body.id)).toMatchObject({
      state: 'suppressed',
      reason: 'not_allowed',
      reason_words: 'The customer may not be asked.',
    });
  });

  it('refuses what cannot be asked about', async () => {
    for (const body of [{ entity_type: 'ticket', entity_id: randomUUID() }]) {
      const refused = await invite(body);
      expect([refused.status, refused.body.code]).toEqual([422, 'survey_subject_unknown']);
    }
    const { id } = await make({ is_active: false });
    const { customer_id } = await thread();
    expect((await invite({ survey_id: id, customer_id })).body.code).toBe('survey_not_active');
    expect((await invite({ survey_id: randomUUID(), customer_id })).body.code).toBe('survey_not_found');
    expect((await invite({})).status).toBe(400);
  });

  describe('on WhatsApp', () => {
    const conversation = async (last_customer_at: Date) => {
      // Its key opens nothing, so that nothing leaves: what counts is what is to be sent.
      const business_number = `+4477009001${10 + ++asked}`;
      const body = { slug: `chat-${asked}`, kind: 'netcore', name: 'Support', business_number, api_key: 'a-key-that-opens-nothing' };
      const made = await call<{ id: string }>('POST', '/chat-providers', body);
      if (made.status !== 201) throw new Error(made.text);
      const provider = { id: made.body.id, kind: 'netcore', business_number };
      const customer = await makeCustomer(pool(), `chat${++asked}@example.com`);
      const talk = await makeConversation(pool(), provider, {
        last_customer_at,
        contact: { customer_id: customer.id, phone: `+9181234560${10 + asked}` },
      });
      await call('PATCH', `/conversations/${talk.id as string}`, { status: 'resolved' });
      return { id: talk.id as string, provider };
    };
    const messages = (id: string) =>
      query<{ source: string; type: string; text: string | null }>('select source, type, text from messages where conversation_id = $1', [
        id,
      ]);

    it('writes in words within the window, and leaves the conversation resolved and its clock alone', async () => {
      const { id } = await conversation(new Date());
      const sent = await byRule('conversation', id);
      expect(sent).toMatchObject({ state: 'sent', channel: 'whatsapp' });
      const [message, ...more] = await messages(id);
      expect([message!.source, message!.type, more]).toEqual(['automatic', 'text', []]);
      expect(message!.text).toContain('/survey-answers/');
      expect(await query('select status, cycle, first_response_at from conversations where id = $1', [id])).toEqual([
        { status: 'resolved', cycle: 1, first_response_at: null },
      ]);
    });

    it('sends the template after it, and nothing where none is approved', async () => {
      const late = new Date(Date.now() - 25 * 3_600_000);
      expect(await byRule('conversation', (await conversation(late)).id)).toMatchObject({ state: 'suppressed', reason: 'no_template' });
      const { id, provider } = await conversation(late);
      await insertRow(pool(), 'provider_templates', {
        provider_id: provider.id,
        name: 'how_was_it',
        language: 'en',
        category: 'utility',
        body: 'Dear {{1}}, how was it? {{2}}',
        body_values: 2,
        status: 'approved',
      });
      expect(await byRule('conversation', id)).toMatchObject({ state: 'sent', channel: 'whatsapp' });
      expect(await messages(id)).toMatchObject([{ source: 'automatic', type: 'template' }]);
    });
  });

  it('is done by a rule, a while after the matter was resolved', async () => {
    const { id, email_id } = await thread({ status: 'open' });
    const rule = await call<{ id: string }>('POST', '/workflows', {
      name: 'Ask',
      trigger: { type: 'event', kind: 'email', events: ['email:updated'] },
      conditions: {
        all: [
          { field: 'status', operator: 'equals', value: 'resolved' },
          { field: 'direction', operator: 'equals', value: 'inbound' },
        ],
      },
      actions: [{ action: 'send_survey', params: {} }],
      is_active: true,
    });
    expect(rule.status).toBe(201);
    await call('PATCH', `/emails/${email_id}`, { status: 'resolved' });
    const { data } = await until(
      () => get<SurveyInvitationPageDto>(`/survey-invitations?entity_type=email_thread&entity_id=${id}`),
      (page) => page.data.some(({ state }) => state === 'sent'),
    );
    expect(data).toMatchObject([{ origin: 'rule', state: 'sent' }]);
    await call('DELETE', `/workflows/${rule.body.id}`);
    const bad = await call('POST', '/workflows', {
      name: 'Ask',
      trigger: { type: 'event', kind: 'refund', events: ['refund:created'] },
      conditions: { field: 'status', operator: 'equals', value: 'paid' },
      actions: [{ action: 'send_survey', params: {} }],
    });
    expect(bad.status).toBe(422);
  });
});

describe('the page', () => {
  it('stores nothing when it is opened, however often, and a form is what stores', async () => {
    const invitation = await makeInvitation(pool());
    const path = answerPath(room.product, invitation);
    expect((await browse(`${path}?answers.score=5`)).status).toBe(400);
    for (let n = 0; n < 3; n++) expect((await call('GET', path, undefined, null)).status).toBe(200);
    const page = await browse(path);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect([page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('name="answers.score" value="5"');
    // What depends on the answer is asked after it.
    expect(page.text).not.toContain('answers.missing');
    expect(await query('select from survey_responses where invitation_id = $1', [invitation.id])).toEqual([]);
    const sent = await browse(path, { 'answers.score': '2', 'answers.comment': '', language: 'en' });
    expect([sent.status, sent.text.includes('Thank you for your answer.'), sent.text.includes('answers.missing')]).toEqual([
      200,
      true,
      true,
    ]);
    const more = await browse(path, { 'answers.score': '2', 'answers.missing': 'speed', 'answers.comment': '<b>late</b>', language: 'en' });
    expect(more.text).toContain('&lt;b&gt;late&lt;/b&gt;');
    const [stored] = await query<{ answers: object; former: unknown[] }>(
      'select answers, former from survey_responses where invitation_id = $1',
      [invitation.id],
    );
    expect(stored!.answers).toEqual({ score: 2, missing: 'speed', comment: '<b>late</b>' });
    expect(stored!.former).toHaveLength(1);
  });

  it('speaks the language of the customer, or the one he chooses', async () => {
    const path = answerPath(room.product, await makeInvitation(pool(), { language: 'hi' }));
    expect((await browse(path)).text).toContain('<html lang="hi">');
    expect((await browse(`${path}?language=en`)).text).toContain('How did we do?');
  });

  it('says in words what was wrong', async () => {
    const path = answerPath(room.product, await makeInvitation(pool()));
    const refused = await browse(path, { 'answers.score': '9' });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect((await browse(`${path.slice(0, -1)}x`)).status).toBe(404);
    expect((await fetch(`${room.product.url}${path}`, { method: 'POST', body: new URLSearchParams({ '__proto__.a': '1' }) })).status).toBe(
      400,
    );
  });
});

describe('answers', () => {
  it('are one: another one replaces the first within fifteen minutes, both are kept, and later it is refused', async () => {
    const invitation = await makeInvitation(pool());
    const path = answerPath(room.product, invitation);
    expect((await answer(path, { score: 5 })).body).toMatchObject({ is_edited: false, answers: { score: 5 } });
    expect((await answer(path, { score: 5 })).body).toMatchObject({ is_edited: false });
    expect((await answer(path, { score: 1 })).body).toMatchObject({ is_edited: true, answers: { score: 1 } });
    const page = await get<SurveyResponsePageDto>(`/survey-responses?survey_id=${STANDARD_SURVEY_ID}&limit=200`);
    const mine = page.data.filter(({ invitation_id }) => invitation_id === invitation.id);
    expect(mine).toMatchObject([{ score: 1, former: [{ score: 5, answers: { score: 5 } }] }]);
    await query(`update survey_responses set created_at = created_at - interval '15 minutes' where invitation_id = $1`, [invitation.id]);
    const late = await answer(path, { score: 4 });
    expect([late.status, late.body.code]).toEqual([409, 'survey_answered']);
    expect((await get<SurveyResponseDto>(`/survey-responses/${mine[0]!.id}`)).score).toBe(1);
    const over = await browse(path);
    expect([over.status, over.text.includes('<form')]).toEqual([200, false]);
    expect((await browse(path, { 'answers.score': '4' })).status).toBe(409);
  });

  it('given twice at the same moment are one', async () => {
    const invitation = await makeInvitation(pool());
    const path = answerPath(room.product, invitation);
    const all = await Promise.all([5, 1, 3, 5].map((score) => answer(path, { score })));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const rows = await query<{ answers: object }>('select answers from survey_responses where invitation_id = $1', [invitation.id]);
    expect(rows).toHaveLength(1);
  });

  it('need the link as it is: changed, over, of another purpose, or of what was never sent, it is the same 404', async () => {
    const invitation = await makeInvitation(pool());
    const path = answerPath(room.product, invitation);
    const over = await makeInvitation(pool(), { expires_at: new Date(Date.now() - 1000) });
    const kept = await makeInvitation(pool(), {});
    const kept_path = answerPath(room.product, kept);
    await query('update survey_invitations set expires_at = now() where id = $1', [kept.id]);
    const unsent = await makeInvitation(pool(), { state: 'waiting', sent_at: null });
    const unknown = answerPath(room.product, { id: randomUUID(), expires_at: invitation.expires_at });
    const other = answerPath(room.product, { ...(await makeInvitation(pool())) });
    const mixed = path.slice(0, -10) + other.slice(-10);
    const bodies = new Set<string>();
    for (const bad of [
      mixed,
      `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`,
      answerPath(room.product, over),
      kept_path,
      answerPath(room.product, unsent),
      unknown,
      '/survey-answers/x',
    ])
      for (const refused of [await call('GET', bad, undefined, null), await call('POST', bad, { answers: { score: 5 } }, null)]) {
        const { code, message } = refused.body as unknown as { code: string; message: string };
        bodies.add(JSON.stringify([refused.status, code, message]));
      }
    expect([...bodies]).toEqual([JSON.stringify([404, 'public_link_invalid', 'The link does not work, or does not work any more.'])]);
  });

  it('are guessed by nobody: who tries many links waits, who has one does not', async () => {
    const path = answerPath(room.product, await makeInvitation(pool()));
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await call('GET', `/survey-answers/${'x'.repeat(48)}`, undefined, null)).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await call('GET', path, undefined, null)).status).toBe(200);
  });

  it('are read by the wording that was asked', async () => {
    const survey = await make();
    const invitation = await makeInvitation(pool(), { survey_id: survey.id });
    await call('PATCH', `/surveys/${survey.id}`, { questions: [{ key: 'how', type: 'csat', text: { en: 'Otherwise?' } }] });
    const path = answerPath(room.product, invitation);
    expect((await call<SurveyFormDto>('GET', path, undefined, null)).body.questions[0]).toMatchObject({
      key: 'score',
      text: 'How was it?',
    });
    expect((await answer(path, { how: 5 })).status).toBe(400);
    expect((await answer(path, { score: 5 })).status).toBe(200);
  });

  it('that are bad open a ticket, once, about the matter', async () => {
    const { id: entity_id, customer_id } = await thread({ team: 'billing' });
    const survey = await make({ ticket_at_most: 2 });
    const invitation = await makeInvitation(pool(), {
      survey_id: survey.id,
      entity_type: 'email_thread',
      entity_id,
      customer_id,
      team: 'billing',
    });
    const path = answerPath(room.product, invitation);
    await answer(path, { score: 2, comment: 'Late.' });
    await answer(path, { score: 1, comment: 'Late, and rude.' });
    const tickets = () =>
      query<{ subject: string; customer_id: string; team: string; tags: string[] }>(
        `select t.* from tickets t join ticket_links l on l.ticket_id = t.id where l.entity_id = $1 and t.tags @> '{survey}'`,
        [entity_id],
      );
    await until(tickets, (rows) => rows.length > 0);
    const [response] = await until(
      () =>
        query<{ id: string; ticket_id: string | null }>('select id, ticket_id from survey_responses where invitation_id = $1', [
          invitation.id,
        ]),
      ([row]) => row!.ticket_id !== null,
    );
    await answer(path, { score: 2 });
    await until(
      () => query(`select from graphile_worker.jobs where key = $1`, [`survey_ticket:${response!.id}`]),
      (jobs) => jobs.length === 0,
    );
    expect(await tickets()).toMatchObject([{ customer_id, team: 'billing', priority: 'high' }]);
    const good = await makeResponse(room.product, { score: 5 }, { survey_id: survey.id });
    expect((await get<SurveyResponseDto>(`/survey-responses/${good.id}`)).ticket_id).toBeNull();
  });

  it('are on the timeline of the customer, and told to the feed', async () => {
    const { customer_id, email } = await thread();
    const invitation = await makeInvitation(pool(), { customer_id });
    await answer(answerPath(room.product, invitation), { score: 4, comment: 'Good.' });
    await call('POST', `/customers/${customer_id}/identities`, { kind: 'phone', value: '+447700900772' });
    const timeline = await get<{ data: { title: string; body: string; details: object }[] }>(
      '/customer-timeline/+447700900772?kind=survey',
    );
    expect(email).toContain('@');
    expect(timeline.data).toMatchObject([
      {
        title: 'Answered 4, How did we do?',
        body: 'Good.',
        direction: 'inbound',
        path: `/survey-invitations/${invitation.id}`,
        details: { score: 4 },
      },
    ]);
    const told = await query<{ event: string }>(
      `select event from change_feed where event like 'survey_response:%' and payload ->> 'invitation_id' = $1`,
      [invitation.id],
    );
    expect(told.map(({ event }) => event)).toEqual(['survey_response:created']);
  });
});

describe('results', () => {
  it('are CSAT, response rate and mean, the same by each group, and as list and CSV count', async () => {
    const survey = await make();
    const agent = await makeAgent(pool(), {});
    const of = { survey_id: survey.id };
    for (const score of [5, 5, 4]) await makeResponse(room.product, { score }, { ...of, agent_id: agent.id, team: 'orders' });
    for (const score of [3, 1]) await makeResponse(room.product, { score }, { ...of, team: 'billing', channel: 'whatsapp' });
    for (let n = 0; n < 3; n++) await makeInvitation(pool(), { ...of, team: 'orders', agent_id: agent.id });
    await makeInvitation(pool(), { ...of, state: 'suppressed', reason: 'spam', sent_at: null });
    const results = await get<SurveyResultsDto>(`/surveys/${survey.id}/results?range=7d&least=1`);
    expect(results).toMatchObject({
      invited: 8,
      answered: 5,
      response_rate: 62.5,
      n: 5,
      score: 60,
      mean: 3.6,
      excluded: 0,
      not_sent: { waiting: 0, suppressed: 1, failed: 0 },
      distribution: [
        { answer: '1', count: 1 },
        { answer: '3', count: 1 },
        { answer: '4', count: 1 },
        { answer: '5', count: 2 },
      ],
    });
    expect(results.definition).toContain('4 and 5');
    expect(results.by_team.map(({ value, invited, n, score }) => [value, invited, n, score])).toEqual([
      ['orders', 6, 3, 100],
      ['billing', 2, 2, 0],
    ]);
    expect(results.by_agent.map(({ value, n }) => [value, n])).toEqual([
      [agent.id, 3],
      [null, 2],
    ]);
    const { by_team } = await get<SurveyResultsDto>(`/surveys/${survey.id}/results?range=7d`);
    expect(by_team.map(({ value, is_other, groups, invited }) => [value, is_other, groups, invited])).toEqual([
      ['orders', false, 1, 6],
      [null, true, 1, 2],
    ]);
    const stats = await get<SurveyResponseStatsDto>(`/survey-responses/stats?survey_id=${survey.id}`);
    const page = await get<SurveyResponsePageDto>(`/survey-responses?survey_id=${survey.id}`);
    const csv = await call('GET', `/survey-responses?survey_id=${survey.id}&format=csv`);
    expect([stats.total, page.total, csv.text.trim().split('\r\n').length - 1]).toEqual([5, 5, 5]);
    expect(stats.rating).toEqual({ rated: 5, average: 3.6 });
    const worst = page.data.find(({ score }) => score === 1)!;
    const left = await call<SurveyResponseDetailDto>('PATCH', `/survey-responses/${worst.id}`, {
      excluded_reason: 'He meant the courier.',
      version: worst.version,
    });
    expect(left.body).toMatchObject({ excluded_reason: 'He meant the courier.', score: 1 });
    expect(await get<SurveyResultsDto>(`/surveys/${survey.id}/results?range=7d`)).toMatchObject({
      answered: 5,
      excluded: 1,
      n: 4,
      score: 75,
    });
  });
});
