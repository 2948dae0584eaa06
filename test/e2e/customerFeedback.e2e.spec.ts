import type {
  CustomerFeedbackDetailDto,
  CustomerFeedbackDto,
  CustomerFeedbackPageDto,
  CustomerFeedbackStatsDto,
} from '../../src/customerFeedback/dto/customerFeedback.dto.js';
import { CUSTOMER_FEEDBACK } from '../../src/customerFeedback/customerFeedback.states.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/customerFeedback.js';
import { listSuite } from '../support/listSuite.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

const ask = <T = { code: string }>(method: string, path: string, body?: object, as: 'admin' | 'agent' | 'viewer' = 'admin') =>
  product.call<T>(method as 'GET', `/customer-feedback${path}`, { body, as });
const make = async (change: object = {}) => {
  const answer = await ask<CustomerFeedbackDto>('POST', '', { kind: 'complaint', comment: 'The parcel came late.', ...change });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const customer = async () => (await product.call<{ id: string }>('POST', '/customers', { body: { name: 'Asha Rao' } })).body.id;

lifecycleSuite({ product: () => product, path: '/customer-feedback', table: 'customer_feedback', states: CUSTOMER_FEEDBACK, make });

listSuite({
  ...list,
  product: () => product,
  make: (n) =>
    make({
      kind: n % 2 ? 'praise' : 'complaint',
      channel: n === 1 ? 'call' : 'email',
      topic: n === 2 ? 'price' : 'delivery',
      rating: n === 3 ? 5 : 2,
      team: n === 4 ? 'list' : 'other',
      is_anonymous: n === 5,
      comment: n === 0 ? 'A needle in it' : 'Late.',
    }),
});

describe('feedback of customers', () => {
  it('is answered, and both the answer and who gave it are kept', async () => {
    const { id } = await make();
    const { body } = await ask<CustomerFeedbackDetailDto>('POST', `/${id}/actions`, { action: 'answer', note: 'We are sorry.' });
    expect(body).toMatchObject({
      status: 'answered',
      answer: 'We are sorry.',
      answered_by: expect.any(String),
      answered_at: expect.any(String),
    });
    expect(body.history.map(({ action }) => action)).toEqual(['insert', 'answer']);
    expect((await ask('POST', `/${id}/actions`, { action: 'comment', note: ' ' })).body.code).toBe('note_required');
  });

  it('that is anonymous has no customer, at first or later, in no place that keeps anything', async () => {
    const customer_id = await customer();
    const refused = await ask('POST', '', { kind: 'praise', comment: 'Good.', is_anonymous: true, customer_id });
    expect([refused.status, refused.body.code]).toEqual([422, 'feedback_is_anonymous']);
    const { id } = await make({ is_anonymous: true });
    expect((await ask('PATCH', `/${id}`, { customer_id })).body.code).toBe('feedback_is_anonymous');
    expect((await ask('PATCH', `/${id}`, { is_anonymous: false })).status).toBe(400);
    const { rows } = await product.database.pool.query(
      `select from activity_log where entity_id = $1 and (after ->> 'customer_id') is not null`,
      [id],
    );
    expect(rows).toHaveLength(0);
  });

  it('changes with the version that was seen, and a status only where an action leads', async () => {
    const { id } = await make();
    expect((await ask<CustomerFeedbackDto>('PATCH', `/${id}`, { topic: 'delivery', version: 1 })).body).toMatchObject({
      topic: 'delivery',
      version: 2,
    });
    expect((await ask('PATCH', `/${id}`, { topic: 'price', version: 1 })).body.code).toBe('stale_version');
    expect((await ask<CustomerFeedbackDto>('PATCH', `/${id}`, { status: 'in_review', topic: null })).body).toMatchObject({
      status: 'in_review',
      topic: null,
    });
    expect((await ask('PATCH', `/${id}`, { status: 'new' })).body.code).toBe('step_not_allowed');
    expect((await ask('PATCH', `/${id}`, { assignee_id: id })).status).toBe(422);
  });

  it('counts as list and CSV do, with the mean of the rows that have a rating', async () => {
    const customer_id = await customer();
    for (const rating of [5, 2, null]) await make({ customer_id, rating });
    const { id } = await make({ customer_id, rating: 1 });
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
    const stats = (await ask<CustomerFeedbackStatsDto>('GET', `/stats?customer_id=${customer_id}`)).body;
    const page = (await ask<CustomerFeedbackPageDto>('GET', `?customer_id=${customer_id}`)).body;
    const csv = await product.call('GET', `/customer-feedback?customer_id=${customer_id}&format=csv`);
    expect([stats.total, page.total, csv.text.trim().split('\r\n').length - 1]).toEqual([3, 3, 3]);
    expect(stats.rating).toEqual({ rated: 2, average: 3.5 });
    expect(stats.by_rating.find(({ value }) => value === null)).toEqual({ value: null, count: 1 });
    expect((await ask('GET', `/${id}`)).body.code).toBe('customer_feedback_not_found');
  });

  it('is in the timeline of its customer, until it is deleted', async () => {
    const customer_id = await customer();
    await product.call('POST', `/customers/${customer_id}/identities`, { body: { kind: 'phone', value: '+447700900771' } });
    const { id } = await make({ customer_id });
    const timeline = async () =>
      (await product.call<{ data: { kind: string; id: string }[] }>('GET', '/customer-timeline/+447700900771?kind=customer_feedback')).body
        .data;
    expect(await timeline()).toMatchObject([{ kind: 'customer_feedback', id, path: `/customer-feedback/${id}` }]);
    await ask('DELETE', `/${id}`);
    expect(await timeline()).toEqual([]);
  });

  it('is read by a viewer, recorded by an agent, deleted by neither', async () => {
    const { id } = await make();
    expect((await ask('GET', `/${id}`, undefined, 'viewer')).status).toBe(200);
    expect((await ask('POST', '', { kind: 'praise', comment: 'Good.' }, 'viewer')).status).toBe(403);
    expect((await ask('POST', '', { kind: 'praise', comment: 'Good.' }, 'agent')).status).toBe(201);
    expect((await ask('DELETE', `/${id}`, undefined, 'agent')).status).toBe(403);
  });
});
