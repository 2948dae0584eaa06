import { VideoCallReminders } from '../../src/videoCallLeads/videoCallReminders.js';
import { VIDEO_CALL } from '../../src/videoCallLeads/videoCallLeads.states.js';
import type {
  SlotDto,
  VideoCallLeadDetailDto,
  VideoCallLeadDto,
  VideoCallLeadStatsDto,
} from '../../src/videoCallLeads/dto/videoCallLead.dto.js';
import type { LeadDetailDto } from '../../src/leads/dto/lead.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/videoCallLeads.js';
import { listSuite } from '../support/listSuite.js';

let product: TestApp;
let agent_id: string;
beforeAll(async () => {
  product = await startTestApp({ environment: { VIDEO_CALL_MAILBOX: 'calls@example.org' } });
  const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['08:00', '20:00']]]));
  const calendar = await product.call<{ id: string }>('POST', '/calendars', { body: { name: 'Calls', zone: 'Asia/Kolkata', hours } });
  agent_id = (
    await product.call<{ id: string }>('POST', '/agents', {
      body: { name: 'Lata', phone_number: '5550199', calendar_id: calendar.body.id },
    })
  ).body.id;
});
afterAll(() => product.close());

let made = 0;
const customer = async () =>
  (
    await product.call<{ id: string }>('POST', '/customers/identify', {
      body: { name: 'Ravi', identities: [{ kind: 'email', value: `video-${++made}@example.com` }] },
    })
  ).body.id;
const post = async (change: object = {}, headers = {}) =>
  product.call<VideoCallLeadDto & { code: string }>('POST', '/video-call-leads', {
    body: { customer_id: await customer(), source: 'website', interest: 'Solar pump', ...change },
    headers,
  });
const make = async (change: object = {}) => {
  const answer = await post(change);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const act = (id: string, body: object) =>
  product.call<VideoCallLeadDetailDto & { code: string }>('POST', `/video-call-leads/${id}/actions`, { body });
const get = async (id: string) => (await product.call<VideoCallLeadDetailDto>('GET', `/video-call-leads/${id}`)).body;
const rows = async <T>(sql: string, values: unknown[] = []) => (await product.database.pool.query(sql, values)).rows as T[];
let day = 0;
/** Ten in the morning of a day of its own. */
const slot = () => ({ starts_at: new Date(Date.UTC(2031, 0, 1 + day++, 4, 30)).toISOString(), minutes: 30, assignee_id: agent_id });

lifecycleSuite({
  product: () => product,
  path: '/video-call-leads',
  table: 'video_call_leads',
  states: VIDEO_CALL,
  make,
  needs: (action) => (action === 'book' ? slot() : {}),
});

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const { id } = await make({
      interest: `List ${n} pump`,
      source: n % 2 ? 'referral' : 'phone',
      currency: n === 4 ? 'USD' : 'INR',
      value_minor: 1000 + n,
      note: n === 3 ? 'a needle in it' : '',
    });
    if (n === 1) await act(id, { action: 'cancel' });
    if (n === 5)
      await product.call('PATCH', `/video-call-leads/${id}`, { body: { follow_up_at: '2030-01-01T09:00:00Z', outcome: 'interested' } });
  },
});

describe('video calls', () => {
  it('are booked by one of many who want the same slot, and never by two', async () => {
    const wishes = await Promise.all(Array.from({ length: 6 }, () => make()));
    const at = slot();
    const answers = await Promise.all(wishes.map(({ id }) => act(id, { action: 'book', ...at })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).every(({ body }) => body.code === 'video_call_slot_taken')).toBe(true);
    const overlapping = new Date(Date.parse(at.starts_at) + 20 * 60_000).toISOString();
    const next = new Date(Date.parse(at.starts_at) + 30 * 60_000).toISOString();
    expect((await post({ ...at, starts_at: overlapping })).body.code).toBe('video_call_slot_taken');
    const after = (await post({ ...at, starts_at: next })).body;
    expect([after.status, Date.parse(after.starts_at!)]).toEqual(['booked', Date.parse(next)]);
    const [counted] = await rows<{ n: number }>(
      `select count(*)::int as n from video_call_leads where status = 'booked' and starts_at = $1`,
      [at.starts_at],
    );
    expect(counted!.n).toBe(1);
  });

  it('show free slots of the calendar of the agent, in the zone of the customer', async () => {
    const at = slot();
    const booked = await make(at);
    const [from, to] = [-60, 60].map((minutes) => new Date(Date.parse(at.starts_at) + minutes * 60_000).toISOString());
    const path = `/video-call-leads/slots?assignee_id=${agent_id}&from=${from}&to=${to}&minutes=30&time_zone=Europe/Berlin`;
    const free = (await product.call<SlotDto[]>('GET', path)).body;
    expect(free).toHaveLength(3);
    expect(free[0]).toMatchObject({ starts_at: from, local: expect.stringMatching(/T04:30:00\+01:00$/) });
    expect(free.map(({ starts_at }) => starts_at)).not.toContain(at.starts_at);
    await product.call('DELETE', `/video-call-leads/${booked.id}`);
    expect((await product.call<SlotDto[]>('GET', path)).body).toHaveLength(4);
  });

  it.each([
    ['in the past', () => ({ ...slot(), starts_at: '2020-01-01T05:00:00Z' }), 422, 'video_call_slot_past'],
    ['at night', () => ({ ...slot(), starts_at: '2031-06-01T20:00:00Z' }), 422, 'video_call_outside_hours'],
    ['with nobody', () => ({ starts_at: '2031-06-01T05:00:00Z' }), 422, 'video_call_slot_missing'],
  ])('are not booked %s', async (_where, change, status, code) => {
    const answer = await post(change());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are one for each lead while they are to happen, and touch it', async () => {
    const customer_id = await customer();
    const [one, other] = await Promise.all([post({ customer_id }), post({ customer_id, interest: 'solar  PUMP' })]);
    expect(one.body.id).toBe(other.body.id);
    const { body: lead } = await product.call<LeadDetailDto>('GET', `/leads/${one.body.lead_id}`);
    expect(lead).toMatchObject({ customer_id, source: 'website', touches: 2 });
    expect(lead.touched.map(({ entity }) => entity?.type)).toContain('video_call_lead');
  });

  it('that are sold win the lead, and give it its value', async () => {
    const call = await make({ ...slot(), value_minor: 100 });
    const done = await act(call.id, { action: 'complete', outcome: 'bought', value_minor: 4_500_000 });
    expect(done.body).toMatchObject({ status: 'completed', outcome: 'bought', reached: 'bought' });
    const { body: lead } = await product.call<LeadDetailDto>('GET', `/leads/${call.lead_id}`);
    expect(lead).toMatchObject({ status: 'won', value_minor: 4_500_000, waiting_since: null });
  });

  it('that nobody came to are counted, and can be booked again', async () => {
    const call = await make(slot());
    await act(call.id, { action: 'miss', follow_up_at: '2031-02-01T05:00:00Z' });
    expect(await get(call.id)).toMatchObject({ status: 'no_show', no_shows: 1, reached: 'booked' });
    const { body: lead } = await product.call<LeadDetailDto>('GET', `/leads/${call.lead_id}`);
    expect(lead.next_action).toBe('Follow up the video call');
    expect((await act(call.id, { action: 'book', ...slot() })).body.status).toBe('booked');
  });

  it('remind once for each slot, and say why when they cannot', async () => {
    const call = await make(slot());
    const jobs = await rows<{ n: number }>(`select count(*)::int as n from graphile_worker.jobs where key like $1`, [
      `video_call:${call.id}:%`,
    ]);
    expect(jobs[0]!.n).toBe(2);
    const reminders = product.app.get(VideoCallReminders, { strict: false });
    const now = new Date(Date.parse(call.starts_at!) - 3_600_000);
    for (let time = 0; time < 2; time++) await reminders.remind(call.id, call.starts_at!, 3_600, now);
    const detail = await get(call.id);
    expect(detail.reminders).toMatchObject([{ channel: 'email', before_seconds: 3_600, send_id: expect.any(String) }]);
    const [send] = await rows<{ channel: string; payload: object }>('select channel, payload from sends where id = $1', [
      detail.reminders[0]!.send_id,
    ]);
    expect(send).toMatchObject({ channel: 'video_call.email', payload: { when: expect.stringContaining('10:00'), name: 'Ravi' } });

    const refused = await make(slot());
    await product.call('PUT', `/customers/${refused.customer_id}/permissions/email`, { body: { do_not_contact: true } });
    await reminders.remind(refused.id, refused.starts_at!, 3_600, new Date(Date.parse(refused.starts_at!) - 3_600_000));
    expect((await get(refused.id)).reminders).toMatchObject([{ channel: null, reason: expect.stringContaining('do_not_contact') }]);
    // One that was moved is not reminded of its former slot.
    await product.call('PATCH', `/video-call-leads/${call.id}`, { body: { starts_at: slot().starts_at } });
    await reminders.remind(call.id, call.starts_at!, 86_400, now);
    expect((await get(call.id)).reminders).toHaveLength(1);
  });

  it('are counted the same by list, statistics, funnel and CSV', async () => {
    const customer_id = await customer();
    for (const [n, outcome] of [undefined, 'interested', 'bought'].entries()) {
      const call = await make({ customer_id, interest: `Figures ${n}`, value_minor: 100, ...(outcome && slot()) });
      if (outcome) await act(call.id, { action: 'complete', outcome });
    }
    const query = `customer_id=${customer_id}`;
    const { body: stats } = await product.call<VideoCallLeadStatsDto>('GET', `/video-call-leads/stats?${query}`);
    const csv = (await product.call('GET', `/video-call-leads?${query}&format=csv`)).text.trimEnd().split('\r\n');
    expect([stats.total, csv.length - 1]).toEqual([3, 3]);
    expect(stats.funnel.map(({ stage, count }) => [stage, count])).toEqual([
      ['new', 3],
      ['booked', 2],
      ['completed', 2],
      ['bought', 1],
    ]);
    expect(await rows(`select * from verify_kept_counts('public.video_call_leads')`)).toEqual([]);
  });

  it('are made once by a request that comes twice, and only by those who may', async () => {
    const body = { customer_id: await customer(), source: 'phone', interest: 'Once' };
    const headers = { 'idempotency-key': 'video-once' };
    const answers = [await post(body, headers), await post(body, headers)];
    expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
    expect((await product.call('POST', '/video-call-leads', { as: 'viewer', body })).status).toBe(403);
    expect((await product.call('DELETE', `/video-call-leads/${answers[0]!.body.id}`, { as: 'agent' })).status).toBe(403);
  });
});
