import type { CorrectiveActionDetailDto, CorrectiveActionDto } from '../../src/returnRca/dto/correctiveAction.dto.js';
import type { ReturnCauseDto, ReturnCauseTreeDto } from '../../src/returnRca/dto/returnCause.dto.js';
import type { ReturnParetoDto } from '../../src/returnRca/dto/returnPareto.dto.js';
import type { ReturnRcaDetailDto, ReturnRcaDto, ReturnRcaPageDto, ReturnRcaStatsDto } from '../../src/returnRca/dto/returnRca.dto.js';
import { CORRECTIVE_ACTION, RETURN_RCA } from '../../src/returnRca/returnRca.states.js';
import type { TimelinePageDto } from '../../src/customerTimeline/dto/customerTimeline.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { listSuite } from '../support/listSuite.js';
import { list as actions } from '../support/lists/correctiveActions.js';
import { list as returns } from '../support/lists/returnRcas.js';

let product: TestApp;
let torn: ReturnCauseDto;
let packing: ReturnCauseDto;
beforeAll(async () => {
  product = await startTestApp();
  const tree = (await product.call<ReturnCauseTreeDto>('GET', '/return-rca/causes')).body;
  packing = tree.data.find(({ name }) => name === 'Packing')!;
  torn = await cause({ name: 'Bag torn', parent_id: packing.id });
});
afterAll(() => product.close());

const made = async <T>(path: string, body: object): Promise<T> => {
  const answer = await product.call<T>('POST', path, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const cause = (body: object) => made<ReturnCauseDto>('/return-rca/causes', body);
const make = (change: object = {}) =>
  made<ReturnRcaDto>('/return-rca', { product_name: 'Atta 5 kg', currency: 'INR', cost_minor: 49_900, ...change });
const plan = (change: object = {}) =>
  made<CorrectiveActionDto>('/return-rca/corrective-actions', { cause_id: torn.id, title: 'Stronger bags', ...change });
const detail = async (id: string) => (await product.call<ReturnRcaDetailDto>('GET', `/return-rca/${id}`)).body;
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return [status, (body as { code?: string }).code];
};
const pareto = async (query: string) =>
  (await product.call<ReturnParetoDto>('GET', `/return-rca/pareto?range=custom&start_date=2026-02-01&end_date=2026-02-28&${query}`)).body;

lifecycleSuite({
  product: () => product,
  path: '/return-rca',
  table: 'return_rcas',
  states: RETURN_RCA,
  make: () => make({ causes: [{ cause_id: torn.id }] }),
});
lifecycleSuite({
  product: () => product,
  path: '/return-rca/corrective-actions',
  table: 'corrective_actions',
  states: CORRECTIVE_ACTION,
  make: () => plan(),
});

listSuite({
  ...returns,
  product: () => product,
  make: async (n) => {
    const row = await make({
      order_number: `LIST-${n}`,
      product_id: n === 2 ? 'SKU-2' : 'SKU-1',
      batch: n === 3 ? 'B-3' : 'B-1',
      description: n === 3 ? 'A needle in it' : '',
      currency: n === 4 ? 'USD' : 'INR',
      returned_on: `2026-03-0${n + 1}`,
      cost_minor: 1000 + n,
    });
    const step = { 4: 'cancel', 5: 'analyse' }[n];
    if (step) await product.call('POST', `/return-rca/${row.id}/actions`, { body: { action: step } });
    return row;
  },
});
listSuite({
  ...actions,
  product: () => product,
  make: async (n) => {
    const row = await plan({
      product_id: n === 2 ? 'SKU-2' : '',
      description: n === 3 ? 'A needle in it' : '',
      due_on: n === 5 ? null : `2026-03-0${n + 1}`,
    });
    const step = { 4: 'finish', 0: 'cancel' }[n];
    if (step) await product.call('POST', `/return-rca/corrective-actions/${row.id}/actions`, { body: { action: step } });
    return row;
  },
});

describe('causes of returns', () => {
  it('are a tree without circles, whose deleted ones stay readable', async () => {
    const wet = await cause({ name: 'Wet', parent_id: torn.id });
    const move = (id: string, parent_id: string | null) => product.call('PATCH', `/return-rca/causes/${id}`, { body: { parent_id } });
    expect(await refusal(move(packing.id, wet.id))).toEqual([400, 'tree_cycle']);
    expect(await refusal(product.call('DELETE', `/return-rca/causes/${torn.id}`))).toEqual([409, 'tree_has_children']);
    expect((await product.call('DELETE', `/return-rca/causes/${wet.id}`)).status).toBe(200);
    expect((await product.call<ReturnCauseDto>('GET', `/return-rca/causes/${wet.id}`)).body.deleted_at).not.toBeNull();
    expect(await refusal(product.call('POST', '/return-rca/causes', { body: { name: 'bag TORN', parent_id: packing.id } }))).toEqual([
      409,
      'conflict',
    ]);
    const late = product.call('POST', '/return-rca', { body: { product_name: 'x', currency: 'INR', causes: [{ cause_id: wet.id }] } });
    expect(await refusal(late)).toEqual([404, 'return_cause_not_found']);
  });
});

describe('returns', () => {
  it('divide their cost among their causes, to the last paisa', async () => {
    const [late, wrong] = [await cause({ name: 'Late' }), await cause({ name: 'Wrong label' })];
    const { id, number } = await make({
      cost_minor: 1000,
      causes: [
        { cause_id: torn.id, percent: 34, note: 'Seam' },
        { cause_id: late.id, percent: 33 },
        { cause_id: wrong.id, percent: 33 },
      ],
    });
    expect(number).toMatch(/^RCA-\d{4,}$/);
    const found = await detail(id);
    expect(found.causes[0]).toEqual({
      cause_id: torn.id,
      path: ['Packing', 'Bag torn'],
      percent: 34,
      is_primary: true,
      note: 'Seam',
      cost_minor: 340,
    });
    expect(found).toMatchObject({ primary_cause_id: torn.id, status: 'open', allowed_actions: ['analyse', 'conclude', 'cancel'] });
    const changed = await product.call<ReturnRcaDto>('PATCH', `/return-rca/${id}`, { body: { cost_minor: 101, version: 1 } });
    expect(changed.body).toMatchObject({ version: 2, cost_minor: 101 });
    expect((await detail(id)).causes.map(({ cost_minor }) => cost_minor)).toEqual([35, 33, 33]);
    await product.call('PATCH', `/return-rca/${id}`, { body: { causes: [{ cause_id: late.id }] } });
    const after = await detail(id);
    expect(after).toMatchObject({ primary_cause_id: late.id, cause_ids: [late.id], causes: [{ percent: 100, cost_minor: 101 }] });
    expect(after.history.map(({ action, changes }) => [action, Object.keys(changes)])).toEqual([
      ['insert', []],
      ['update', ['cost_minor']],
      ['update', ['cause_ids', 'primary_cause_id']],
    ]);
  });

  it('refuse shares that make no whole, unknown things, and a stale version', async () => {
    const body = { product_name: 'Atta 5 kg', currency: 'INR' };
    const post = (change: object) => refusal(product.call('POST', '/return-rca', { body: { ...body, ...change } }));
    expect(await post({ causes: [{ cause_id: torn.id, percent: 99 }] })).toEqual([422, 'cause_shares_wrong']);
    expect(await post({ causes: [{ cause_id: torn.id }, { cause_id: torn.id }] })).toEqual([400, 'validation_failed']);
    expect(await post({ quantity: 0 })).toEqual([400, 'validation_failed']);
    expect(await post({ refund_id: '7c9e6f0a-1111-4222-8333-444455556666' })).toEqual([422, 'unprocessable']);
    const { id } = await make();
    const patch = (change: object) => refusal(product.call('PATCH', `/return-rca/${id}`, { body: change }));
    expect(await patch({ description: 'x', version: 7 })).toEqual([409, 'stale_version']);
    expect(await refusal(product.call('PATCH', '/return-rca/7c9e6f0a-1111-4222-8333-444455556666', { body: {} }))).toEqual([
      404,
      'return_rca_not_found',
    ]);
    expect(await refusal(product.call('POST', '/return-rca', { body, as: 'viewer' }))).toEqual([403, 'forbidden']);
  });

  it('are concluded with a cause, which then cannot be taken away', async () => {
    const { id } = await make();
    const act = (action: string, note?: string) =>
      product.call<ReturnRcaDetailDto>('POST', `/return-rca/${id}/actions`, { body: { action, note } });
    expect(await refusal(act('conclude'))).toEqual([422, 'return_cause_missing']);
    expect(await refusal(act('comment'))).toEqual([422, 'note_required']);
    await product.call('PATCH', `/return-rca/${id}`, { body: { causes: [{ cause_id: torn.id }] } });
    const { body } = await act('conclude', 'The seam opens at 40 °C.');
    expect(body).toMatchObject({ status: 'concluded', concluded_at: expect.any(String) as string });
    expect(body.history.at(-1)).toMatchObject({ action: 'conclude', note: 'The seam opens at 40 °C.' });
    expect(await refusal(product.call('PATCH', `/return-rca/${id}`, { body: { causes: [] } }))).toEqual([422, 'return_cause_missing']);
    expect((await act('reopen')).body).toMatchObject({ status: 'in_analysis', concluded_at: null });
  });

  it('are in the timeline of their customer, and in no list once they are deleted', async () => {
    const { id: customer_id } = await made<{ id: string }>('/customers', {
      name: 'Asha Rao',
      identities: [{ kind: 'phone', value: '+918123456789' }],
    });
    const { id, number } = await make({ customer_id });
    const timeline = async () => (await product.call<TimelinePageDto>('GET', '/customer-timeline/+918123456789?kind=return_rca')).body.data;
    expect(await timeline()).toMatchObject([{ kind: 'return_rca', title: `Return ${number}: Atta 5 kg` }]);
    const total = async () => (await product.call<ReturnRcaPageDto>('GET', `/return-rca?customer_id=${customer_id}`)).body.total;
    expect(await total()).toBe(1);
    expect((await product.call('DELETE', `/return-rca/${id}`)).status).toBe(200);
    expect([await total(), (await timeline()).length]).toEqual([0, 0]);
    expect(await refusal(product.call('GET', `/return-rca/${id}`))).toEqual([404, 'return_rca_not_found']);
  });

  it('count as the list does, with what they cost by currency', async () => {
    for (const [currency, cost_minor] of [
      ['INR', 100],
      ['INR', 250],
      ['USD', 7],
    ] as const)
      await make({ product_id: 'STATS', currency, cost_minor, quantity: 2 });
    const { body: stats } = await product.call<ReturnRcaStatsDto>('GET', '/return-rca/stats?product_id=STATS');
    expect(stats).toMatchObject({
      total: 3,
      amounts: [
        { currency: 'INR', cost_minor: 350, quantity: 4 },
        { currency: 'USD', cost_minor: 7, quantity: 2 },
      ],
    });
    expect(stats.by_status.map(({ count }) => count)).toEqual([3, 0, 0, 0]);
    const csv = await product.call('GET', '/return-rca?product_id=STATS', { headers: { accept: 'text/csv' } });
    expect(csv.text.trim().split('\r\n')).toHaveLength(4);
  });
});

describe('the causes of most returns', () => {
  it('come to the number of returns, divided by weight or counted for the primary cause', async () => {
    const [slow, box] = [await cause({ name: 'Slow courier' }), await cause({ name: 'Soft box', parent_id: packing.id })];
    const of = (change: object) => make({ product_id: 'PARETO', returned_on: '2026-02-10', cost_minor: 1000, ...change });
    await of({
      causes: [
        { cause_id: torn.id, percent: 60 },
        { cause_id: slow.id, percent: 40 },
      ],
    });
    await of({ causes: [{ cause_id: torn.id }] });
    await of({ causes: [{ cause_id: box.id }], cost_minor: 1 });
    await of({});
    const { id } = await of({ causes: [{ cause_id: slow.id }] });
    await product.call('POST', `/return-rca/${id}/actions`, { body: { action: 'cancel' } });

    const weighted = await pareto('product_id=PARETO');
    expect(weighted).toMatchObject({ by: 'weight', total: 4, costs: [{ currency: 'INR', cost_minor: 3001 }] });
    expect(
      weighted.data.map(({ path, returns: count, percent, cumulative_percent }) => [path.join(' > '), count, percent, cumulative_percent]),
    ).toEqual([
      ['Packing > Bag torn', 1.6, 40, 40],
      ['Packing > Soft box', 1, 25, 65],
      ['Slow courier', 0.4, 10, 75],
      ['', 1, 25, 100],
    ]);
    expect(weighted.data.flatMap(({ costs }) => costs.map(({ cost_minor }) => cost_minor)).sort()).toEqual([1, 1000, 1600, 400]);
    const primary = await pareto('product_id=PARETO&by=primary&level=root');
    expect(primary.data.map(({ path, returns: count }) => [path.join(), count])).toEqual([
      ['Packing', 3],
      ['', 1],
    ]);
    expect(await pareto('product_id=NONE')).toEqual({ by: 'weight', total: 0, costs: [], data: [] });
  });
});

describe('corrective actions', () => {
  it('tell whether the cause came again after they were done', async () => {
    const seal = await cause({ name: 'Seal', parent_id: torn.id });
    const action = await plan({ product_id: 'SEAL' });
    const act = (body: object) =>
      product.call<CorrectiveActionDetailDto>('POST', `/return-rca/corrective-actions/${action.id}/actions`, { body });
    const done = await act({ action: 'finish' });
    const today = done.body.done_on!;
    expect(done.body).toMatchObject({ status: 'done', effect: { days: 0, returns_before: 0, returns_after: 0, last_returned_on: null } });
    expect((await act({ action: 'reopen' })).body).toMatchObject({ status: 'in_progress', done_on: null, effect: null });
    const day = (offset: number) => new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
    expect(await refusal(act({ action: 'finish', done_on: day(2) }))).toEqual([400, 'validation_failed']);
    expect((await act({ action: 'finish', done_on: day(-10) })).status).toBe(200);
    // Of its product, with the cause or one below it: two in the ten days up to then, one since.
    for (const [offset, id, product_id] of [
      [-10, torn.id, 'SEAL'],
      [-12, seal.id, 'SEAL'],
      [-25, seal.id, 'SEAL'],
      [-9, packing.id, 'SEAL'],
      [-9, seal.id, 'OTHER'],
      [-3, seal.id, 'SEAL'],
    ] as const)
      await make({ product_id, returned_on: day(offset), causes: [{ cause_id: id }] });
    const { body } = await product.call<CorrectiveActionDetailDto>('GET', `/return-rca/corrective-actions/${action.id}`);
    expect(body.effect).toEqual({ days: 10, returns_before: 2, returns_after: 1, last_returned_on: day(-3) });
    expect(body.allowed_actions).toEqual(['reopen']);
  });

  it('name a cause that exists', async () => {
    const missing = { cause_id: '7c9e6f0a-1111-4222-8333-444455556666', title: 'x' };
    expect(await refusal(product.call('POST', '/return-rca/corrective-actions', { body: missing }))).toEqual([
      404,
      'return_cause_not_found',
    ]);
  });
});
