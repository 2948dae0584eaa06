import { randomUUID } from 'node:crypto';
import { AgriConsultancyService } from '../../src/agriConsultancy/agriConsultancy.service.js';
import { AGRI_CONSULTATION } from '../../src/agriConsultancy/agriConsultancy.states.js';
import type {
  AgriConsultationDetailDto,
  AgriConsultationDto,
  AgriConsultationPageDto,
  AgriSeasonDto,
  AgriStatsDto,
} from '../../src/agriConsultancy/dto/agriConsultation.dto.js';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import type { ImportDetailDto, ImportErrorPageDto } from '../../src/common/imports/dto/import.dto.js';
import { type MailSandbox, startMailSandbox } from '../../src/providers/mail/mail.sandbox.js';
import { startNetcoreSandbox } from '../../src/providers/netcore/netcore.sandbox.js';
import type { ChatSandbox } from '../../src/providers/whatsapp/sandbox/contract.js';
import type { SlaExplanationDto } from '../../src/slaConfig/dto/sla.dto.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { incoming, ingest, type ProviderRow, rowsOf } from '../support/factories/chats.js';
import { makeCustomer, makeEmail, makeSandboxMailbox } from '../support/factories/emails.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/agriConsultations.js';
import { list as followUps } from '../support/lists/agriFollowUps.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

const NEEM = { name: 'Neem oil', dose: 2.5, dose_unit: 'ml/l', water: 200, water_unit: 'l/acre', method: 'foliar_spray', waiting_days: 7 };

let product: TestApp;
let netcore: ChatSandbox;
let mail: MailSandbox;
let mailbox: string;
let provider: ProviderRow;
beforeAll(async () => {
  [netcore, mail] = await Promise.all([
    startNetcoreSandbox({ gaps_ms: [0, 0] }),
    startMailSandbox({ accounts: [{ email_address: 'support@example.com' }] }),
  ]);
  product = await startTestApp({
    environment: {
      NETCORE_API_URL: `${netcore.origin}/api/v2/message/`,
      NETCORE_SOURCE: 'source-1',
      NETCORE_MAX_REQUESTS_PER_SECOND: '0',
      EMAIL_UNDO_SECONDS: '0',
      EMAIL_SMTP_TIMEOUT_SECONDS: '2',
    },
  });
  mailbox = (await makeSandboxMailbox(product.database.pool, mail.account('support@example.com'), { sent_copy: 'append' })).id;
  const { business_number, api_key } = netcore;
  const body = { slug: 'netcore', kind: 'netcore', name: 'Support', business_number, api_key };
  const made = await call<ProviderRow>('POST', '/chat-providers', body);
  if (made.status !== 201) throw new Error(made.text);
  provider = { id: made.body.id, kind: 'netcore', business_number };
}, 60_000);
afterAll(async () => {
  await product.close();
  await Promise.all([netcore.stop(), mail.stop()]);
});
beforeEach(() => netcore.faults.clear());

type Refused = { code: string; details: Record<string, unknown> };
const PATH = '/agri-consultancy';
const call = <T>(method: string, path: string, body?: object, options: CallOptions = {}) =>
  product.call<T & Refused>(method, path, { body, ...options });
const code = ({ status, body }: { status: number; body: Refused }) => [status, body.code];
const query = async <R extends object>(sql: string, values: unknown[] = []) => (await product.database.pool.query<R>(sql, values)).rows;
const make = async (body: object = {}) => {
  const answer = await call<AgriConsultationDto>('POST', PATH, { crop: 'Cotton', query_type: 'pest', ...body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const get = async (id: string) => (await call<AgriConsultationDetailDto>('GET', `${PATH}/${id}`)).body;
const patch = (id: string, body: object) => call<AgriConsultationDto>('PATCH', `${PATH}/${id}`, body);
const act = (id: string, body: object) => call<AgriConsultationDetailDto>('POST', `${PATH}/${id}/actions`, body);
const advise = (id: string, body: object = { products: [NEEM] }, options?: CallOptions) =>
  call<AgriConsultationDetailDto>('POST', `${PATH}/${id}/advice`, body, options);
const sendIt = (id: string, advice_id: string, body: object = { via: 'whatsapp' }, options?: CallOptions) =>
  call<AgriConsultationDetailDto>('POST', `${PATH}/${id}/advice/${advice_id}/send`, body, options);

let people = 0;
/** A farmer who has just written on WhatsApp, a consultation of his, and advice. */
const advised = async (body: object = { products: [NEEM] }) => {
  const number = `+4477009${10_000 + ++people}`;
  const said = {
    incoming_message: [incoming({ from: number.slice(1), to: provider.business_number.slice(1), text_type: { text: 'Leaves curl' } })],
  };
  await ingest(product.database.pool, rowsOf(provider, said));
  const [talk] = await query<{ id: string; customer_id: string }>('select id, customer_id from conversations where contact_phone = $1', [
    number,
  ]);
  const { id } = await make({ customer_id: talk!.customer_id });
  const { advice } = (await advise(id, body)).body;
  return { id, number, customer_id: talk!.customer_id, conversation_id: talk!.id, advice_id: advice[0]!.id };
};
const messages = (conversation_id: string) =>
  query<{ id: string; text: string; status: string }>(
    `select id, text, status from messages where conversation_id = $1 and direction = 'outbound' order by at`,
    [conversation_id],
  );

lifecycleSuite({ product: () => product, path: PATH, table: 'agri_consultations', states: AGRI_CONSULTATION, make });

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const { id } = await make({
      crop: n === 1 ? 'List Cotton' : 'soybean',
      query_type: n % 2 ? 'pest' : n === 4 ? 'weed' : 'other',
      reference: `LIST-${n}`,
      symptoms: n === 3 ? 'A needle in it' : '',
      season: n === 2 ? 'rabi' : undefined,
      channel: n === 5 ? 'visit' : 'phone',
      team: n === 4 ? 'list' : 'other',
      asked_on: n === 0 ? '2025-07-01' : `2026-07-0${n}`,
    });
    if (n === 2) await act(id, { action: 'close', outcome: 'worse' });
  },
});

listSuite({
  ...followUps,
  product: () => product,
  make: (n) => make({ team: n % 2 ? 'due' : 'other', follow_up_wished_on: `2026-01-0${5 + (n % 5)}` }),
});

describe('a consultation', () => {
  it('has a number, a plot as number and unit, and the season of its day', async () => {
    const one = await make({
      area: 2.5,
      area_unit: 'acre',
      asked_on: '2026-07-14',
      evidence: [{ kind: 'link', ref: 'https://example.com/leaf.jpg' }],
    });
    expect(one).toMatchObject({
      status: 'open',
      crop: 'cotton',
      area: 2.5,
      area_unit: 'acre',
      season: 'kharif',
      season_year: 2026,
      version: 1,
    });
    expect(one.number).toMatch(/^AGR-\d{4,}$/);
    expect(one.evidence).toEqual([{ kind: 'link', ref: 'https://example.com/leaf.jpg' }]);
    for (const [asked_on, season, season_year] of [
      ['2026-05-31', 'zaid', 2026],
      ['2026-06-01', 'kharif', 2026],
      ['2026-10-31', 'kharif', 2026],
      ['2026-11-01', 'rabi', 2026],
      ['2027-01-15', 'rabi', 2026],
      ['2027-03-31', 'rabi', 2026],
    ])
      expect((await patch(one.id, { asked_on })).body).toMatchObject({ season, season_year, is_season_derived: true });
  });

  it('keeps a season that somebody named, until it is cleared', async () => {
    const { id } = await make({ asked_on: '2026-07-14', season: 'rabi' });
    expect((await patch(id, { asked_on: '2026-04-02' })).body).toMatchObject({
      season: 'rabi',
      season_year: 2025,
      is_season_derived: false,
    });
    expect((await patch(id, { season: null })).body).toMatchObject({ season: 'zaid', season_year: 2026, is_season_derived: true });
  });

  it('refuses half a plot, an agent who is nobody, a blank crop, a reference twice, and a dose in words', async () => {
    const refused = async (body: object) => code(await call('POST', PATH, { crop: 'cotton', ...body }));
    expect(await refused({ area: 2 })).toEqual([400, 'validation_failed']);
    expect(await refused({ area: -1, area_unit: 'acre' })).toEqual([400, 'validation_failed']);
    expect(await refused({ assignee_id: randomUUID() })).toEqual([422, 'assignee_not_found']);
    expect(await refused({ customer_id: randomUUID() })).toEqual([422, 'unprocessable']);
    expect(await refused({ crop: ' ' })).toEqual([400, 'validation_failed']);
    await make({ reference: 'TWICE' });
    expect(await refused({ reference: 'TWICE' })).toEqual([409, 'conflict']);
    const { id } = await make();
    expect(code(await advise(id, { products: [{ ...NEEM, dose: '2.5 ml/l' }] }))).toEqual([400, 'validation_failed']);
    expect(code(await advise(id, { products: [{ ...NEEM, water_unit: undefined }] }))).toEqual([400, 'validation_failed']);
    expect(code(await advise(id, {}))).toEqual([400, 'validation_failed']);
    expect(code(await patch(id, { area: 1 }))).toEqual([400, 'validation_failed']);
    expect(code(await patch(id, { crop: 'wheat', version: 9 }))).toEqual([409, 'stale_version']);
  });

  it('is made once for a request that comes twice, and so is advice', async () => {
    const headers = { 'idempotency-key': 'agri-once' };
    const ask = () => call<AgriConsultationDto>('POST', PATH, { crop: 'wheat' }, { headers });
    const [first, second] = [await ask(), await ask()];
    expect(second.body.id).toBe(first.body.id);
    for (let n = 0; n < 2; n++) await advise(first.body.id, { words: 'Wait.' }, { headers: { 'idempotency-key': 'advice-once' } });
    expect((await get(first.body.id)).advice).toHaveLength(1);
  });

  it('is for those who may, and needs words where somebody will ask why', async () => {
    expect((await call('POST', PATH, { crop: 'wheat' }, { as: 'viewer' })).status).toBe(403);
    expect((await call('GET', PATH, undefined, { as: 'viewer' })).status).toBe(200);
    const { id } = await make();
    expect((await call('DELETE', `${PATH}/${id}`, undefined, { as: 'agent' })).status).toBe(403);
    for (const action of ['cancel', 'advise', 'comment'])
      expect(code(await act(id, { action, note: ' ' }))).toEqual([422, 'agri_note_required']);
    expect((await act(id, { action: 'comment', note: 'Called.' })).body.history.at(-1)).toMatchObject({
      action: 'comment',
      note: 'Called.',
    });
  });

  it('is on the timeline of its farmer until it is deleted', async () => {
    const customer_id = String((await makeCustomer(product.database.pool, 'timeline@example.net')).id);
    const { id, number } = await make({ customer_id, symptoms: 'Leaves curl' });
    const timeline = async () =>
      (await call<{ data: object[] }>('GET', `/customer-timeline/${customer_id}?kind=agri_consultation`)).body.data;
    expect(await timeline()).toMatchObject([{ id, title: `Consultation ${number}: cotton`, body: 'Leaves curl', path: `${PATH}/${id}` }]);
    expect((await call('GET', `/entities/agri_consultation/${id}`)).body).toMatchObject({ label: `${number} cotton` });
    expect((await call('DELETE', `${PATH}/${id}`)).status).toBe(200);
    expect(await timeline()).toEqual([]);
    for (const answer of [
      await call('GET', `${PATH}/${id}`),
      await act(id, { action: 'close' }),
      await advise(id),
      await patch(id, { crop: 'x' }),
    ])
      expect(code(answer)).toEqual([404, 'agri_consultation_not_found']);
  });
});

describe('advice', () => {
  it('says doses as numbers, and moves its follow-up to the next open day with the wish kept (C-143)', async () => {
    const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, [['09:00', '18:00']]]));
    const holidays = [{ date: '2026-08-15', name: 'Independence Day' }];
    const calendar = await call<{ id: string }>('POST', '/calendars', { name: 'Agronomists', hours: week, holidays });
    await call('POST', '/teams', { key: 'agronomists', calendar_id: calendar.body.id });
    const { id } = await make({ crop: 'Soybean', team: 'agronomists', asked_on: '2026-08-05' });
    const product_of_it = { ...NEEM, repeat_after_days: 10 };
    const written = await advise(id, { products: [product_of_it], follow_up_wished_on: '2026-08-15' });
    expect(written.body).toMatchObject({
      status: 'advised',
      crop: 'soybean',
      // The day after the holiday is a Sunday.
      follow_up_wished_on: '2026-08-15',
      follow_up_on: '2026-08-17',
      advice: [{ told_via: null, products: [{ ...product_of_it, id: expect.any(String) }] }],
    });
    expect(written.body.advised_at).not.toBeNull();
    expect((await patch(id, { follow_up_wished_on: null })).body).toMatchObject({ follow_up_wished_on: null, follow_up_on: null });
    expect((await patch(id, { follow_up_wished_on: '2026-08-14' })).body).toMatchObject({ follow_up_on: '2026-08-14' });
  });

  it('sets the follow-up by what is repeated first', async () => {
    const { id } = await make();
    const { body } = await advise(id, {
      products: [
        { ...NEEM, repeat_after_days: 21 },
        { ...NEEM, repeat_after_days: 10 },
      ],
    });
    const days = (Date.parse(body.follow_up_wished_on!) - Date.parse(body.asked_on)) / 86_400_000;
    expect(days).toBe(10);
    expect(body.follow_up_on! >= body.follow_up_wished_on!).toBe(true);
  });

  it('is given while nobody has closed the matter, and again after a follow-up', async () => {
    const { id } = await make();
    await advise(id, { words: 'Wait.', told_via: 'phone' });
    await act(id, { action: 'follow_up', note: 'Called.' });
    const again = (await advise(id)).body;
    expect([again.status, again.advice.map(({ told_via }) => told_via)]).toEqual(['advised', ['phone', null]]);
    expect(again.history.map(({ action }) => action)).toEqual(['insert', 'advise', 'follow_up', 'advise']);
    await act(id, { action: 'close' });
    expect(code(await advise(id))).toEqual([409, 'agri_consultation_is_over']);
  });

  it('is sent on WhatsApp once, however many send it, and has told the farmer when it has left', async () => {
    const one = await advised();
    const answers = await Promise.all(Array.from({ length: 4 }, () => sendIt(one.id, one.advice_id)));
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    const sent = await until(
      () => get(one.id),
      ({ last_told_at }) => last_told_at !== null,
    );
    expect(sent.advice).toMatchObject([{ told_via: 'whatsapp', message_id: expect.any(String), failed_at: null, failures: 0 }]);
    expect((await messages(one.conversation_id)).map(({ text }) => text)).toEqual([
      'Neem oil: 2.5 ml per l, with water 200 l per acre, foliar spray, not in the last 7 days before the harvest.',
    ]);
    expect(code(await sendIt(one.id, one.advice_id))).toEqual([409, 'agri_advice_told']);
    expect(code(await sendIt(one.id, randomUUID()))).toEqual([404, 'agri_advice_not_found']);
    expect(sent.history.filter(({ action }) => action === 'send_advice')).toHaveLength(1);
  });

  it('can be sent again when it did not arrive, as a message of its own', async () => {
    const one = await advised();
    const { body } = await sendIt(one.id, one.advice_id);
    await query(`update messages set status = 'failed' where id = $1`, [body.advice[0]!.message_id]);
    const failed = await until(
      () => get(one.id),
      ({ advice }) => advice[0]!.failed_at !== null,
    );
    expect([failed.last_told_at, failed.advice[0]!.failures]).toEqual([null, 1]);
    const again = await sendIt(one.id, one.advice_id, { via: 'whatsapp', text: 'Spray neem oil.' });
    expect([again.status, again.body.advice[0]!.message_id === body.advice[0]!.message_id]).toEqual([200, false]);
    expect((await messages(one.conversation_id)).map(({ text }) => text.slice(0, 9))).toEqual(['Neem oil:', 'Spray nee']);
  });

  it('goes by a template when the window is closed', async () => {
    const one = await advised();
    await query(
      `update chat_contacts set last_customer_at = now() - interval '2 days'
       where id = (select contact_id from conversations where id = $1)`,
      [one.conversation_id],
    );
    expect(code(await sendIt(one.id, one.advice_id))).toEqual([409, 'template_required']);
    const template = await call<{ id: string }>('POST', '/provider-templates', {
      provider_id: provider.id,
      name: 'crop_advice',
      language: 'en',
      category: 'utility',
      body: 'Dear {{1}}, about {{2}}: {{3}}',
    });
    expect([template.status, template.text]).toEqual([201, template.text]);
    await query(`update provider_templates set status = 'approved' where id = $1`, [template.body.id]);
    const both = { via: 'whatsapp', text: 'x', provider_template: { id: template.body.id } };
    expect(code(await sendIt(one.id, one.advice_id, both))).toEqual([400, 'validation_failed']);
    const sent = await sendIt(one.id, one.advice_id, { via: 'whatsapp', provider_template: { id: template.body.id } });
    expect([sent.status, sent.body.advice?.[0]?.told_via]).toEqual([200, 'whatsapp']);
  });

  it('goes by e-mail in answer to the last one, once', async () => {
    const from_email = 'farmer@example.net';
    const customer_id = String((await makeCustomer(product.database.pool, from_email)).id);
    await makeEmail(product.database.pool, { id: mailbox }, { from_email, customer_id, received_at: new Date(), subject: 'My cotton' });
    const { id } = await make({ customer_id, channel: 'email' });
    const { advice } = (await advise(id, { words: 'Spray in the evening.', products: [NEEM] })).body;
    const answers = await Promise.all([sendIt(id, advice[0]!.id, { via: 'email' }), sendIt(id, advice[0]!.id, { via: 'email' })]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    const told = await until(
      () => get(id),
      ({ last_told_at }) => last_told_at !== null,
      30,
    );
    expect(told.advice[0]).toMatchObject({ told_via: 'email', message_id: null });
    const mails = await query<{ subject: string; body_text: string }>(
      `select subject, body_text from emails where created_by is not null and id = $1`,
      [told.advice[0]!.email_id],
    );
    expect(mails).toMatchObject([{ subject: 'Re: My cotton', body_text: expect.stringContaining('Spray in the evening.') }]);
    expect(mail.account('support@example.com').accepted).toHaveLength(1);
  });

  it('is not sent to whom we may not write, nor where nobody knows how, and says why', async () => {
    const one = await advised();
    await call('PUT', `/customers/${one.customer_id}/permissions/whatsapp`, { do_not_contact: true });
    const refused = await sendIt(one.id, one.advice_id);
    expect([...code(refused), refused.body.details]).toMatchObject([409, 'contact_not_allowed', { reasons: ['do_not_contact'] }]);
    expect(code(await sendIt(one.id, one.advice_id, { via: 'email' }))).toEqual([422, 'agri_no_channel']);
    expect((await sendIt(one.id, one.advice_id, { via: 'whatsapp' }, { as: 'viewer' })).status).toBe(403);
    const nobody = await make();
    const { advice } = (await advise(nobody.id)).body;
    expect(code(await sendIt(nobody.id, advice[0]!.id))).toEqual([422, 'agri_farmer_unknown']);
    expect(await messages(one.conversation_id)).toEqual([]);
  });
});

describe('a follow-up', () => {
  it('reminds the assignee once, and whoever gets it later once', async () => {
    await Promise.all([product.token('agent'), product.token('supervisor')]);
    const users = await query<{ id: string; email: string }>(
      `select id, email from auth.users where email like any (array['agent@%', 'supervisor@%']) order by email`,
    );
    const agents = await Promise.all(
      users.map(async ({ id, email }) => (await call<{ id: string }>('POST', '/agents', { name: email, user_id: id })).body.id),
    );
    const { id } = await make({ assignee_id: agents[0], follow_up_wished_on: '2026-01-05' });
    const service = product.app.get(AgriConsultancyService, { strict: false });
    const remind = () => service.remind(new Date(), new AbortController().signal);
    const told = async () =>
      (
        await query<{ user_id: string }>(
          `select r.user_id from notification_receipts r where r.type = 'agri_follow_up' and r.entity_id = $1
           order by (r.user_id = $2) desc`,
          [id, users[0]!.id],
        )
      ).map(({ user_id }) => user_id);
    const before = await get(id);
    await remind();
    await remind();
    expect(await told()).toEqual([users[0]!.id]);
    expect((await get(id)).version).toBe(before.version);
    await patch(id, { assignee_id: agents[1] });
    await remind();
    await remind();
    expect(await told()).toEqual([users[0]!.id, users[1]!.id]);
  });

  it('is due until an outcome is noted, and again when another day is set', async () => {
    const { id } = await make({ team: 'settled', follow_up_wished_on: '2026-01-05' });
    const due = async (more = '') =>
      (await call<AgriConsultationPageDto>('GET', `${PATH}/follow-ups?team=settled${more}`)).body.data.map((one) => one.id);
    expect([await due(), await due('&due_by=2026-01-04')]).toEqual([[id], []]);
    expect((await patch(id, { outcome: 'improved', outcome_note: 'Fewer insects.' })).body.follow_up_done_at).not.toBeNull();
    expect(await due()).toEqual([]);
    await patch(id, { follow_up_wished_on: '2026-01-12' });
    expect(await due()).toEqual([id]);
    const closed = (await act(id, { action: 'close' })).body;
    expect([closed.outcome, await due()]).toEqual(['improved', []]);
  });

  it('leaves an outcome that nobody knows unknown, and takes it back on reopening', async () => {
    const { id } = await make();
    expect((await act(id, { action: 'close' })).body).toMatchObject({ outcome: 'unknown', closed_at: expect.any(String) });
    expect((await act(id, { action: 'reopen', note: 'He called.' })).body).toMatchObject({
      outcome: null,
      closed_at: null,
      status: 'open',
    });
    expect(code(await act(id, { action: 'cancel', note: 'Twice.', outcome: 'recovered' } as object))).toEqual([400, 'validation_failed']);
  });
});

describe('figures', () => {
  it('equal the list and its CSV, for each filter', async () => {
    for (const [crop, outcome] of [
      ['figs', 'recovered'],
      ['figs', 'worse'],
      ['grapes', undefined],
    ] as const) {
      const { id } = await make({ crop, query_type: 'disease', asked_on: '2026-12-01', team: 'figures' });
      await advise(id, { words: 'Prune.', told_via: 'visit' });
      if (outcome) await act(id, { action: 'close', outcome });
    }
    for (const filter of [
      'team=figures',
      'team=figures&crop=Figs',
      'season=rabi&season_year=2026',
      'query_type=pest,disease',
      'outcome=worse',
      'search=needle',
    ]) {
      const { body: stats } = await call<AgriStatsDto>('GET', `${PATH}/stats?${filter}`);
      const { body: page } = await call<AgriConsultationPageDto>('GET', `${PATH}?${filter}&limit=200`);
      const csv = await product.call('GET', `${PATH}?${filter}`, { headers: { accept: 'text/csv' } });
      expect([filter, stats.total, page.data.length, csv.text.trim().split('\r\n').length - 1]).toEqual([
        filter,
        page.total,
        page.total,
        page.total,
      ]);
      for (const column of ['status', 'season', 'crop', 'query_type', 'outcome', 'team'] as const)
        for (const { value, count } of stats[`by_${column}`])
          expect([column, value, count]).toEqual([column, value, page.data.filter((row) => row[column] === value).length]);
    }
    const { body: seasons } = await call<AgriSeasonDto[]>('GET', `${PATH}/stats/seasons?team=figures`);
    expect(seasons).toMatchObject([
      { season: 'rabi', season_year: 2026, crop: 'figs', query_type: 'disease', count: 2, advised: 2, recovered: 1, worse: 1, improved: 0 },
      { crop: 'grapes', count: 1, advised: 1, average_advise_seconds: expect.any(Number), unknown: 0 },
    ]);
    expect(await query(`select * from public.verify_kept_counts('public.agri_consultations')`)).toEqual([]);
  });
});

describe('who has a consultation', () => {
  it('is kept by query assignments, which end with it; without anybody it waits in the queue', async () => {
    const agent = (await call<{ id: string }>('POST', '/agents', { name: 'Meera' })).body.id;
    const { id } = await make({ team: 'holders' });
    const waits = async () => (await query('select from assignment_queue where id = $1', [id])).length;
    expect(await waits()).toBe(1);
    const given = await call('POST', '/query-assignments', { entity_type: 'agri_consultation', entity_id: id, agent_id: agent });
    expect(given.status).toBe(201);
    expect([(await get(id)).assignee_id, await waits()]).toEqual([agent, 0]);
    const held = async () =>
      (await query<{ status: string }>('select status from query_assignments where entity_id = $1', [id])).map(({ status }) => status);
    expect(await held()).toEqual(['open']);
    await act(id, { action: 'close' });
    expect(await held()).toEqual(['done']);
  });

  it('is promised an answer, which is advice that reached the farmer', async () => {
    const { id } = await make();
    const explain = async () => (await call<SlaExplanationDto>('GET', `/sla/agri_consultation/${id}/explain`)).body;
    const first = async () => (await explain()).clocks.find(({ metric }) => metric === 'first_response')!.state;
    expect(['running', 'paused']).toContain(await first());
    await advise(id);
    expect(['running', 'paused']).toContain(await first());
    await advise(id, { words: 'As written.', told_via: 'phone' });
    expect(await first()).toBe('met');
    await act(id, { action: 'close' });
    expect((await explain()).clocks.find(({ metric }) => metric === 'resolution')!.state).toBe('met');
  });

  it('is seen within the scope of a role alone', async () => {
    for (const key of ['east', 'west']) await call('POST', '/teams', { key });
    const { id: role_id } = (await call<{ id: string }>('POST', '/roles', { name: 'east_agronomist' })).body;
    const modules = [{ module_key: 'agri_consultancy', can_view: true, can_create: true, can_edit: true, can_delete: true }];
    await call('PUT', `/roles/${role_id}/modules`, { modules });
    const auth = product.app.get(EmbeddedAuth, { strict: false });
    const user = await auth.ensureUser('east@example.com', randomUUID(), '');
    expect((await call('POST', '/roles/users', { user_id: user.id, role_id, scope: 'team:east' })).status).toBe(201);
    const token = await auth.sign(user, 3600);
    const [east, west] = [await make({ team: 'east' }), await make({ team: 'west' })];
    const seen = await call<AgriConsultationPageDto>('GET', PATH, undefined, { token });
    expect(seen.body.data.map(({ id }) => id)).toEqual([east.id]);
    expect((await call<AgriStatsDto>('GET', `${PATH}/stats`, undefined, { token })).body.total).toBe(1);
    expect((await call<AgriSeasonDto[]>('GET', `${PATH}/stats/seasons`, undefined, { token })).body).toHaveLength(1);
    expect((await call('GET', `${PATH}/${east.id}`, undefined, { token })).status).toBe(200);
    expect(code(await call('GET', `${PATH}/${west.id}`, undefined, { token }))).toEqual([404, 'agri_consultation_not_found']);
    expect(code(await advise(west.id, { words: 'x' }, { token }))).toEqual([404, 'agri_consultation_not_found']);
    expect((await advise(east.id, { words: 'Wait.' }, { token })).status).toBe(201);
  });
});

describe('a file of consultations', () => {
  const upload = async (csv: string) => {
    const headers = { 'content-type': 'text/csv' };
    const made = await product.call<ImportDetailDto>('POST', `${PATH}/imports?filename=kcc.csv`, { body: csv, headers });
    if (made.status !== 201) throw new Error(made.text);
    return until(
      async () => (await call<ImportDetailDto>('GET', `${PATH}/imports/${made.body.id}`)).body,
      ({ state }) => state !== 'previewing',
    );
  };
  const run = async (id: string) => {
    await call('POST', `${PATH}/imports/${id}/run`);
    return until(
      async () => (await call<ImportDetailDto>('GET', `${PATH}/imports/${id}`)).body,
      ({ state }) => state !== 'running',
    );
  };
  const counts = ({ created, updated, unchanged, failed }: ImportDetailDto) => ({ created, updated, unchanged, failed });
  const HEAD = 'reference,phone,crop,area,area_unit,query_type,asked_on,village\n';
  const GOOD = 'KCC-1,+91 81234 56701,Cotton,2.5,acre,pest,2026-07-01,Dewas\nKCC-2,+91 81234 56702,Wheat,,,weed,2026-12-01,Indore\n';

  it('is imported once, however often it comes, and links the farmers', async () => {
    const preview = await upload(HEAD + GOOD);
    expect(counts(preview)).toEqual({ created: 2, updated: 0, unchanged: 0, failed: 0 });
    expect(counts(await run(preview.id))).toEqual({ created: 2, updated: 0, unchanged: 0, failed: 0 });
    const [stored] = (await call<AgriConsultationPageDto>('GET', `${PATH}?search=KCC-1`)).body.data;
    expect(stored).toMatchObject({ crop: 'cotton', area: 2.5, season: 'kharif', location: 'Dewas', customer_id: expect.any(String) });
    const rows = async () => query('select id, version, updated_at from agri_consultations order by id');
    const before = await rows();
    const again = await upload(HEAD + GOOD);
    expect(counts(again)).toEqual({ created: 0, updated: 0, unchanged: 2, failed: 0 });
    expect(counts(await run(again.id))).toEqual({ created: 0, updated: 0, unchanged: 2, failed: 0 });
    expect(await rows()).toEqual(before);
    const changed = await run((await upload('reference,crop,outcome\nKCC-2,wheat,recovered\n')).id);
    expect(counts(changed)).toEqual({ created: 0, updated: 1, unchanged: 0, failed: 0 });
  });

  it('is imported over several batches, three in a hundred of them bad, and again without a change', async () => {
    const lines = Array.from({ length: 600 }, (_, n) =>
      n % 100 < 3
        ? `BULK-${n},not a number,Cotton,,,pest,2026-07-01,x`
        : `BULK-${n},+9181${String(20_000_000 + n)},Cotton,,,pest,2026-07-01,x`,
    );
    const csv = HEAD + lines.join('\n');
    const preview = await upload(csv);
    expect(counts(preview)).toEqual({ created: 582, updated: 0, unchanged: 0, failed: 18 });
    expect(counts(await run(preview.id))).toEqual(counts(preview));
    const { total, data } = (await call<ImportErrorPageDto>('GET', `${PATH}/imports/${preview.id}/errors?limit=200`)).body;
    expect([total, new Set(data.map(({ field }) => field))]).toEqual([18, new Set(['phone'])]);
    expect(counts(await run((await upload(csv)).id))).toEqual({ created: 0, updated: 0, unchanged: 582, failed: 18 });
    const [stored] = await query<{ rows: number; farmers: number }>(
      `select count(*)::int as rows, count(distinct customer_id)::int as farmers from agri_consultations where reference like 'BULK-%'`,
    );
    expect(stored).toEqual({ rows: 582, farmers: 582 });
  });

  it('tells of each bad row what is wrong, and imports the others', async () => {
    const bad =
      'KCC-3,12,Cotton,two,acre,pest,2026-07-01,x\nKCC-4,,Cotton,2,,pest,2026-07-01,x\n' +
      ',,Cotton,,,pest,2026-07-01,x\nKCC-5,,Cotton,,,pests,2026-02-30,x\n';
    const done = await run((await upload(`${HEAD}${bad}KCC-6,,Rice,,,pest,2026-07-01,x\n`)).id);
    expect(counts(done)).toEqual({ created: 1, updated: 0, unchanged: 0, failed: 4 });
    const { data } = (await call<ImportErrorPageDto>('GET', `${PATH}/imports/${done.id}/errors`)).body;
    expect(data.map(({ line, field }) => [line, field]).sort()).toEqual([
      [2, 'area'],
      [2, 'phone'],
      [3, 'area_unit'],
      [4, 'reference'],
      [5, 'asked_on'],
      [5, 'query_type'],
    ]);
  });
});
