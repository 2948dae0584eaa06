import { ImportsRepository } from '../../src/common/imports/imports.repository.js';
import { ImportWork } from '../../src/common/imports/importWork.service.js';
import type { ImportDetailDto, ImportErrorPageDto, ImportPageDto } from '../../src/common/imports/dto/import.dto.js';
import type { ChangePageDto } from '../../src/common/realtime/dto/change.dto.js';
import type { CustomerDetailDto, CustomerPageDto } from '../../src/customers/dto/customer.dto.js';
import { type RoleName, startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';
import { list } from '../support/lists/imports.js';
import { until } from '../support/until.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

const PATH = '/customers/imports';
interface UploadOptions {
  as?: RoleName;
  mapping?: object | string;
  headers?: Record<string, string>;
}
async function send(csv: string | Buffer, { as = 'supervisor', mapping, headers }: UploadOptions = {}) {
  const query = new URLSearchParams({ filename: 'customers.csv' });
  if (mapping !== undefined) query.set('mapping', typeof mapping === 'string' ? mapping : JSON.stringify(mapping));
  const response = await fetch(`${product.url}${PATH}?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await product.token(as)}`, 'content-type': 'text/csv', ...headers },
    body: typeof csv === 'string' ? csv : new Uint8Array(csv),
  });
  return { status: response.status, body: (await response.json()) as ImportDetailDto & { code?: string; details?: object } };
}
const get = async (id: string) => (await product.call<ImportDetailDto>('GET', `${PATH}/${id}`)).body;
/** Uploads a file; answers when its preview is there. */
async function preview(csv: string | Buffer, options: UploadOptions = {}): Promise<ImportDetailDto> {
  const { status, body } = await send(csv, options);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return until(
    () => get(body.id),
    ({ state }) => state !== 'previewing',
  );
}
async function run(id: string): Promise<ImportDetailDto> {
  const answer = await product.call('POST', `${PATH}/${id}/run`, { as: 'supervisor' });
  if (answer.status !== 200) throw new Error(answer.text);
  return until(
    () => get(id),
    ({ state }) => state !== 'running',
  );
}
const countsOf = ({ total, created, updated, unchanged, failed }: ImportDetailDto) => ({ total, created, updated, unchanged, failed });
const errors = async (id: string, query = '') =>
  (await product.call<ImportErrorPageDto>('GET', `${PATH}/${id}/errors${query}`)).body.data.map(({ line, field, code }) => [
    line,
    field,
    code,
  ]);
const find = async (search: string) => {
  const { body } = await product.call<CustomerPageDto>('GET', `/customers?search=${encodeURIComponent(search)}`);
  return Promise.all(body.data.map(async ({ id }) => (await product.call<CustomerDetailDto>('GET', `/customers/${id}`)).body));
};
const known = async (value: string) =>
  (await product.database.pool.query('select from customer_identities where value = $1', [value])).rowCount! > 0;
const numberOfRows = async () =>
  (
    await product.database.pool.query(
      `select (select count(*) from customers)::int as customers, (select count(*) from customer_identities)::int as identities,
        (select count(*) from activity_log where entity_type = 'customers')::int as activity`,
    )
  ).rows[0] as Record<string, number>;

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const made = await preview(`external_id\nlist:${n}\n`, { as: n % 2 ? 'supervisor' : 'admin' });
    if (n > 3) await product.call('POST', `${PATH}/${made.id}/cancel`);
    return made;
  },
});

describe('an import of customers', () => {
  it('is previewed, changes nothing by that, and is then done', async () => {
    const csv =
      '\uFEFFPHONE;E-Mail;Name;Tags;Remarks\r\n' +
      '081234 50001;;Asha Rao;wheat; first time\r\n' +
      '081234 50002;;Ravi;"rice;wheat";\r\n' +
      ';not an address;Nobody;;\r\n' +
      '+91-81234-50001;Asha@Example.com;;;\r\n' +
      '\r\n';
    const before = await numberOfRows();
    const { next_after } = (await product.call<ChangePageDto>('GET', '/changes')).body;
    const previewed = await preview(csv);
    expect(previewed).toMatchObject({
      state: 'previewed',
      total: 4,
      done: 4,
      created: 2,
      updated: 1,
      unchanged: 0,
      failed: 1,
      preview: null,
    });
    expect(previewed.columns).toEqual([
      { header: 'PHONE', column: 'phone' },
      { header: 'E-Mail', column: 'email' },
      { header: 'Name', column: 'name' },
      { header: 'Tags', column: 'tags' },
      { header: 'Remarks', column: null },
    ]);
    expect(previewed.sample).toMatchObject([
      {
        line: 2,
        outcome: 'created',
        record: { name: 'Asha Rao', tags: ['wheat'], identities: [{ kind: 'phone', value: '+918123450001' }] },
      },
      { line: 3, outcome: 'created', record: { tags: ['rice', 'wheat'] } },
      { line: 4, outcome: 'failed', record: null },
      { line: 5, outcome: 'updated', follows_line: 2, record: { name: 'Asha Rao' } },
    ]);
    expect(await errors(previewed.id)).toEqual([[4, 'email', 'invalid_value']]);
    expect(await numberOfRows()).toEqual(before);

    const done = await run(previewed.id);
    expect(done).toMatchObject({ state: 'done', ...countsOf(previewed), preview: { created: 2, updated: 1, unchanged: 0, failed: 1 } });
    const [asha] = await find('asha@example.com');
    expect(asha).toMatchObject({ name: 'Asha Rao', tags: ['wheat'] });
    expect(asha!.identities.map(({ kind, value, source, is_primary }) => [kind, value, source, is_primary])).toEqual([
      ['email', 'asha@example.com', 'import', true],
      ['phone', '+918123450001', 'import', true],
    ]);
    // Whoever may see the customers is told how far it is.
    const { body: told } = await product.call<ChangePageDto>('GET', `/changes?after=${next_after}&namespace=tickets`, { as: 'viewer' });
    const mine = told.data.filter(({ event, entity_id }) => event.startsWith('import:') && entity_id === done.id);
    expect(mine[0]).toMatchObject({ event: 'import:created', payload: { kind: 'customers', state: 'previewing', total: 4, done: 0 } });
    expect(mine.at(-1)).toMatchObject({ event: 'import:updated', payload: { state: 'done', done: 4, created: 2, updated: 1, failed: 1 } });
    const { body: history } = await product.call<{ action: string; actor_kind: string }[]>('GET', `/customers/${asha!.id}/history`);
    expect(history).toMatchObject([{ action: 'insert', actor_kind: 'user' }]);
  });

  it('changes nothing when the same file comes again, and reports the same', async () => {
    const csv = 'external_id,name,blocked,owner\ncrm:1,One,no,\ncrm:2,Two,yes,\ncrm:1,,,Nobody\n';
    const first = await run((await preview(csv)).id);
    expect(countsOf(first)).toEqual({ total: 3, created: 2, updated: 0, unchanged: 0, failed: 1 });
    const before = await numberOfRows();
    const again = await preview(csv);
    const second = await run(again.id);
    expect(countsOf(again)).toEqual({ total: 3, created: 0, updated: 0, unchanged: 2, failed: 1 });
    expect(countsOf(second)).toEqual(countsOf(again));
    expect(await errors(second.id)).toEqual(await errors(first.id));
    expect(await numberOfRows()).toEqual(before);
  });

  it("takes back what the customers' own CSV says, as it was", async () => {
    await product.call('POST', '/customers/fields', { body: { key: 'soil', label: 'Soil', kind: 'text' } });
    const name = "=cmd|' /C calc'!A0";
    const made = await product.call<CustomerDetailDto>('POST', '/customers', {
      body: { name, tier: 'vip', language: 'hi', time_zone: 'Asia/Kolkata', tags: ['b', 'a c'], custom_fields: { soil: "'clay" } },
    });
    expect([made.status, made.text]).toEqual([201, expect.any(String)]);
    const exported = await product.call('GET', '/customers', { headers: { accept: 'text/csv' } });
    expect(exported.text).toContain("'=cmd");
    const imported = await run((await preview(exported.text)).id);
    expect(imported).toMatchObject({ state: 'done', created: 0, updated: 0, failed: 0, unchanged: imported.total });
    // What differs is changed, and only that: an empty cell says nothing.
    const change = await run((await preview(`id,name,tags,soil,language\n${made.body.id},New name,,loam,\n`)).id);
    expect(change).toMatchObject({ updated: 1 });
    const { body: after } = await product.call<CustomerDetailDto>('GET', `/customers/${made.body.id}`);
    expect(after).toMatchObject({ name: 'New name', tags: ['b', 'a c'], language: 'hi', custom_fields: { soil: 'loam' } });
  });

  it('says of each row that cannot be imported why, in the preview and after the run, also as CSV', async () => {
    const one = await product.call<CustomerDetailDto>('POST', '/customers', {
      body: { identities: [{ kind: 'email', value: 'one@example.com' }] },
    });
    const two = await product.call<CustomerDetailDto>('POST', '/customers', {
      body: { identities: [{ kind: 'phone', value: '+918123450010' }] },
    });
    await product.database.pool.query(
      `insert into support_emails (email_address, username, imap_host, smtp_host, is_watched)
       values ('ours@example.com', 'ours', 'x', 'x', false)`,
    );
    const bytes = Buffer.concat([
      Buffer.from('email,phone,name,owner\none@example.com,8123450010,Both,\nours@example.com,,Ours,\n,,Nobody,\nx@example.com,,Jos'),
      Buffer.from([0xe9]),
      Buffer.from(',\nemoji@example.com,,Asha 🌾,\n,8123450011,Zed,Meera,,too many\n'),
    ]);
    const previewed = await preview(bytes);
    expect(countsOf(previewed)).toEqual({ total: 6, created: 1, updated: 0, unchanged: 0, failed: 5 });
    const done = await run(previewed.id);
    expect(countsOf(done)).toEqual(countsOf(previewed));
    expect(await errors(done.id)).toEqual([
      [2, null, 'identity_conflict'],
      [3, 'email', 'identity_is_ours'],
      [4, null, 'identity_missing'],
      [5, null, 'invalid_encoding'],
      [7, null, 'too_many_cells'],
    ]);
    const { body } = await product.call<ImportErrorPageDto>('GET', `${PATH}/${done.id}/errors?code=identity_conflict`);
    expect((body.data[0]!.details!.customer_ids as string[]).sort()).toEqual([one.body.id, two.body.id].sort());
    const byte = bytes.indexOf(0xe9);
    expect((await product.call<ImportErrorPageDto>('GET', `${PATH}/${done.id}/errors?line=5`)).body.data[0]!.details).toEqual({ byte });
    const csv = await product.call('GET', `${PATH}/${done.id}/errors`, { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\r\n')).toHaveLength(7);
    expect((await find('emoji@example.com'))[0]!.name).toBe('Asha 🌾');
    expect(await known('x@example.com')).toBe(false);
    for (const { body: before } of [one, two])
      expect((await product.call<CustomerDetailDto>('GET', `/customers/${before.id}`)).body.version).toBe(before.version);
  });

  it.each([
    ['csv_malformed', 'name,email\na,a@example.com\n"open,b@example.com\n' + 'c,c@example.com\n'.repeat(10_000), { line: 3 }],
    ['csv_empty', '', undefined],
    ['csv_empty', 'name,email\n\n,,\n', undefined],
    ['csv_unreadable', 'PK\u0003\u0004\u0000\u0000', undefined],
    ['csv_columns_ambiguous', 'email,E-Mail\na@example.com,b@example.com\n', undefined],
    ['csv_columns_ambiguous', 'email,name,name\na@example.com,A,B\n', undefined],
    ['csv_columns_missing', 'name,colour\nA,red\n', undefined],
  ])('is refused as a whole: %s', async (code, csv, details) => {
    const before = await product.call<ImportPageDto>('GET', PATH);
    const { status, body } = await send(csv);
    expect([status, body.code]).toEqual([422, code]);
    if (details) expect(body.details).toEqual(details);
    expect((await product.call<ImportPageDto>('GET', PATH)).body.total).toBe(before.body.total);
  });

  it('takes columns for what the caller says, and refuses a mapping that fits no column', async () => {
    const csv = 'Number,Wer\n8123450020,Lena\n';
    const { columns, sample } = await preview(csv, { mapping: { Number: 'phone', Wer: 'name' } });
    expect(columns.map(({ column }) => column)).toEqual(['phone', 'name']);
    expect(sample[0]!.record).toMatchObject({ name: 'Lena' });
    for (const mapping of ['{', '[]', '{"Number":1}', { Nummer: 'phone' }, { Number: 'telephone_number' }]) {
      const { status, body } = await send(csv, { mapping });
      expect([status, body.code]).toEqual([400, 'validation_failed']);
    }
  });

  it('needs the permission to create and to edit, and a body of text/csv', async () => {
    const csv = 'email\nrights@example.com\n';
    expect((await send(csv, { as: 'viewer' })).status).toBe(403);
    const { id } = await preview(csv, { as: 'agent' });
    expect((await product.call('POST', `${PATH}/${id}/run`, { as: 'viewer' })).status).toBe(403);
    expect((await product.call('GET', `${PATH}/${id}`, { as: 'viewer' })).status).toBe(200);
    const key = async (...scopes: string[]) => {
      const { body } = await product.call<{ key: string }>('POST', '/api-keys', { body: { name: 'Importer', scopes } });
      return { as: null, headers: { 'x-api-key': body.key } };
    };
    const creator = await key('customers:create');
    const refused = await product.call<{ code: string }>('POST', `${PATH}/${id}/run`, creator);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    const both = await product.call('POST', `${PATH}/${id}/run`, await key('customers:create', 'customers:edit'));
    expect(both.status).toBe(200);
    const odd = await send(csv, { headers: { 'content-type': 'application/octet-stream' } });
    expect([odd.status, odd.body.code]).toEqual([415, 'unsupported_media_type']);
    const elsewhere = await product.call('POST', '/customers', { body: csv, headers: { 'content-type': 'text/csv' } });
    expect(elsewhere.status).toBe(415);
  });

  it('imports the other rows when the database refuses one', async () => {
    await product.database.pool.query(`alter table customers add constraint refused check (name <> 'Refused') not valid`);
    const rows = ['A', 'B', 'Refused', 'C', 'D'].map((name) => `refusal:${name},${name}\n`);
    const previewed = await preview(`external_id,name\n${rows.join('')}`);
    expect(countsOf(previewed)).toMatchObject({ created: 5, failed: 0 });
    const done = await run(previewed.id);
    await product.database.pool.query('alter table customers drop constraint refused');
    expect(countsOf(done)).toEqual({ total: 5, created: 4, updated: 0, unchanged: 0, failed: 1 });
    expect(await errors(done.id)).toEqual([[4, null, 'unprocessable']]);
    expect(await Promise.all(['A', 'B', 'Refused', 'C', 'D'].map((name) => known(`refusal:${name}`)))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('fails with its reason when the file is gone, and is not in the way of others', async () => {
    const { id } = await preview('email\ngone@example.com\n');
    await product.database.pool.query(`update imports set sha256 = repeat('0', 64) where id = $1`, [id]);
    expect(await run(id)).toMatchObject({ state: 'failed', error_code: 'file_missing', done: 0 });
    expect((await run((await preview('email\nnot-gone@example.com\n')).id)).state).toBe('done');
  });

  it('is found by its id, and cancelled, only where it belongs and while it is not over', async () => {
    const nobody = `${PATH}/7c9e6f0a-1111-4222-8333-444455556666`;
    for (const [method, path] of [
      ['GET', nobody],
      ['GET', `${nobody}/errors`],
      ['POST', `${nobody}/run`],
      ['POST', `${nobody}/cancel`],
    ] as const) {
      const { status, body } = await product.call<{ code: string }>(method, path);
      expect([method, path, status, body.code]).toEqual([method, path, 404, 'import_not_found']);
    }
    const code = async (path: string) => {
      const { status, body } = await product.call<{ code?: string; state?: string }>('POST', path);
      return [status, body.code ?? body.state];
    };
    const { id } = await preview('email\ncancelled@example.com\n');
    expect(await code(`${PATH}/${id}/cancel`)).toEqual([200, 'cancelled']);
    expect(await code(`${PATH}/${id}/cancel`)).toEqual([200, 'cancelled']);
    expect(await code(`${PATH}/${id}/run`)).toEqual([409, 'import_not_ready']);
    const over = await run((await preview('email\nover@example.com\n')).id);
    expect(await code(`${PATH}/${over.id}/cancel`)).toEqual([409, 'import_is_over']);
    expect(await known('cancelled@example.com')).toBe(false);
  });
});

describe('imports of long ago', () => {
  it('lose their file first, unless a younger one needs it; what is known of them stays', async () => {
    const { pool } = product.database;
    const days = async (ids: string[]) => {
      await pool.query(
        `update imports set previewed_at = now() - interval '31 days', finished_at = finished_at - interval '31 days' where id = any ($1)`,
        [ids],
      );
      await product.app.get(ImportsRepository).dropFilesOlderThan(30, new AbortController().signal);
    };
    const csv = 'email\nfile-kept@example.com\n';
    const [old, unrun] = [await run((await preview(csv)).id), await preview(csv)];
    await days([old.id]);
    expect([(await get(old.id)).file_dropped_at, (await run(unrun.id)).state]).toEqual([expect.any(String), 'done']);
    const late = await preview(csv);
    await days([unrun.id, late.id]);
    expect(await get(late.id)).toMatchObject({ state: 'previewed', total: 1, file_dropped_at: expect.any(String) as string });
    const refused = await product.call<{ code: string }>('POST', `${PATH}/${late.id}/run`);
    expect([refused.status, refused.body.code]).toEqual([409, 'import_file_dropped']);
    await expect(product.app.get(ImportsRepository).open(late.sha256)).rejects.toMatchObject({ code: 'file_missing' });
    // The same file again is as good as new.
    expect((await run((await preview(csv)).id)).unchanged).toBe(1);
  });

  it('are dropped with their errors; what is under way, or young, and what they imported stay', async () => {
    const { pool } = product.database;
    const [old, unrun, busy, young] = [
      await run((await preview('email\nold@example.com\nno address\n')).id),
      await preview('email\nunrun@example.com\n'),
      await preview('email\nbusy@example.com\n'),
      await preview('email\nyoung@example.com\n'),
    ];
    await pool.query(
      `update imports set previewed_at = now() - interval '91 days', finished_at = finished_at - interval '91 days' where id = any ($1)`,
      [[old.id, unrun.id, busy.id]],
    );
    await pool.query(`update imports set state = 'running' where id = $1`, [busy.id]);
    await product.app.get(ImportsRepository).dropFilesOlderThan(90, new AbortController().signal);
    await product.app.get(ImportsRepository).dropOlderThan(90, new AbortController().signal);
    const left = await pool.query('select id from imports where id = any ($1)', [[old.id, unrun.id, busy.id, young.id]]);
    expect(left.rows.map(({ id }) => id as string).sort()).toEqual([busy.id, young.id].sort());
    expect((await pool.query('select from import_errors where import_id = $1', [old.id])).rowCount).toBe(0);
    expect([await known('old@example.com'), (await product.call('GET', `${PATH}/${old.id}`)).status]).toEqual([true, 404]);
    await product.call('POST', `${PATH}/${busy.id}/cancel`);
  });
});

describe('a large import', () => {
  const rows = Array.from({ length: 2_300 }, (_, n) => (n % 100 === 7 ? `no address,Bad ${n}` : `big${n}@example.com,Person ${n % 2_000}`));
  // Every hundredth row is about somebody of an earlier batch.
  const csv = ['email,name', ...rows, ...rows.filter((_, n) => n % 100 === 1).map((row) => `${row} again`)].join('\n');
  const expected = { total: 2_323, created: 2_277, updated: 23, unchanged: 0, failed: 23 };
  let id: string;

  it('is previewed in the background, over many batches that know of each other', async () => {
    const before = await numberOfRows();
    const previewed = await preview(csv);
    id = previewed.id;
    expect(countsOf(previewed)).toEqual(expected);
    expect(previewed.sample).toHaveLength(20);
    expect(await numberOfRows()).toEqual(before);
    const drafts = await product.database.pool.query('select count(*)::int as n from import_drafts');
    expect(drafts.rows).toEqual([{ n: 0 }]);
  });

  it('goes on where it was left when its worker stops in the middle, and holds up the next one until then', async () => {
    const other = await preview('email\nother@example.com\n');
    const { customers } = await numberOfRows();
    // Begun as by run_import but without its job: this test is the worker, and stops before the third batch.
    await product.database.pool.query(
      `update imports set state = 'running', started_at = now(), started_by = created_by, done = 0, created = 0, updated = 0, failed = 0
       where id = $1`,
      [id],
    );
    await product.database.pool.query('delete from import_errors where import_id = $1', [id]);
    let batches = 0;
    const signal = {
      aborted: true,
      throwIfAborted: () => {
        if ((batches += 1) > 2) throw new Error('stopped');
      },
    } as AbortSignal;
    await expect(product.app.get(ImportWork).perform(id, { signal })).rejects.toThrow('stopped');
    const half = await get(id);
    expect(half).toMatchObject({ state: 'running', done: 1_000, created: 990, failed: 10 });
    expect((await numberOfRows()).customers).toBe(customers! + 990);
    expect(await errors(id)).toHaveLength(10);
    const refused = await product.call<{ code: string; details: object }>('POST', `${PATH}/${other.id}/run`);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'import_under_way', details: { import_id: id } }]);

    // One that is running goes on, with a job when it has none. Several workers at once do each row once.
    const go = () => product.app.get(ImportWork).perform(id, { signal: new AbortController().signal });
    const [finished] = await Promise.all([run(id), go(), go()]);
    expect(countsOf(finished)).toEqual(expected);
    expect((await numberOfRows()).customers).toBe(customers! + expected.created);
    expect(await errors(id)).toHaveLength(expected.failed);
    expect((await find('big1@example.com'))[0]).toMatchObject({ name: 'Person 1 again' });
    expect((await run(other.id)).state).toBe('done');
  });
});
