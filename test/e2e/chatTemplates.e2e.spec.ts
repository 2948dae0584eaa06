import type { ChatTemplateDto, ChatTemplatePageDto, TemplatePreviewDto } from '../../src/chatIngestion/templates/dto/chatTemplate.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { listSuite } from '../support/listSuite.js';
import { list } from '../support/lists/chatTemplates.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

interface Refused {
  code: string;
  details: Record<string, unknown>;
}
const ORDER = { name: 'order.number', kind: 'text', sample: 'ORD-20451' };
let made = 0;
const body = (change: object = {}) => ({
  shortcut: `late-${++made}`,
  title: 'The order is late',
  body: 'Hello {{customer.name | there}}, your order {{order.number}} leaves today.',
  variables: [ORDER],
  ...change,
});
const post = <B = ChatTemplateDto & Refused>(change: object = {}, as: 'admin' | 'agent' = 'admin') =>
  product.call<B>('POST', '/chat-templates', { body: body(change), as });
const patch = (id: string, change: object) => product.call<ChatTemplateDto & Refused>('PATCH', `/chat-templates/${id}`, { body: change });

listSuite({
  ...list,
  product: () => product,
  make: (n) =>
    post({
      shortcut: `list-${n}`,
      title: `Title ${n}`,
      body: n === 3 ? 'A needle in it' : 'Hello',
      language: n % 2 ? 'hi' : 'en',
      category: n < 2 ? 'delivery' : '',
      active: n !== 4,
      channel: ['any', 'chat', 'email'][n % 3],
      team: ['', 'sales', 'support'][n % 3],
    }),
});

describe('canned texts', () => {
  it('are saved, changed under a version, and deleted for lists and shortcuts alone', async () => {
    const { status, body: saved } = await post({ shortcut: 'once', team: 'support', language: 'hi' });
    expect(status).toBe(201);
    expect(saved).toMatchObject({
      shortcut: 'once',
      channel: 'any',
      active: true,
      usage_count: 0,
      last_used_at: null,
      version: 1,
      variables: [ORDER],
    });
    expect((await patch(saved.id, { title: 'Late', version: 1 })).body).toMatchObject({
      ...saved,
      title: 'Late',
      version: 2,
      updated_at: expect.any(String),
    });
    expect((await patch(saved.id, { title: 'Later', version: 1 })).body.code).toBe('stale_version');

    const again = await post({ shortcut: 'once', team: 'support', language: 'hi' });
    expect([again.status, again.body.code, again.body.details]).toEqual([
      409,
      'shortcut_taken',
      { shortcut: 'once', team: 'support', language: 'hi' },
    ]);
    expect((await post({ shortcut: 'once', team: 'support', language: 'en' })).status).toBe(201);
    const other = await post({ shortcut: 'twice', team: 'support', language: 'hi' });
    expect((await patch(other.body.id, { shortcut: 'once' })).body.code).toBe('shortcut_taken');

    expect((await product.call('DELETE', `/chat-templates/${saved.id}`)).status).toBe(200);
    expect((await product.call<Refused>('GET', `/chat-templates/${saved.id}`)).body.code).toBe('chat_template_not_found');
    const { body: left } = await product.call<ChatTemplatePageDto>('GET', '/chat-templates?search=once&language=hi');
    expect(left.total).toBe(0);
    expect((await patch(other.body.id, { shortcut: 'once' })).status).toBe(200);
  });

  it('are refused with a variable that does not exist, which is named with its place (C-124)', async () => {
    const { status, body: refused } = await post({ body: 'Hello {{contact.nmae}}' });
    expect([status, refused.code]).toEqual([422, 'template_variable_unknown']);
    expect(refused.details).toMatchObject({ unknown: [{ field: 'body', token: '{{contact.nmae}}', line: 1, column: 7 }] });
    const { body: saved } = await post();
    expect((await patch(saved.id, { variables: [] })).body.details).toMatchObject({ unknown: [{ token: '{{order.number}}' }] });
    expect((await patch(saved.id, { body: '{{order.number' })).body.code).toBe('template_malformed');
    expect((await post({ variables: [{ name: 'today', kind: 'date', sample: '2026-01-01' }] })).body.code).toBe('variable_reserved');
  });

  it('are previewed with samples or values, saved or not, by whoever may see them', async () => {
    const { body: saved } = await post();
    const preview = (path: string, given: object) =>
      product.call<TemplatePreviewDto & Refused>('POST', `/chat-templates/${path}`, { body: given, as: 'viewer' });
    expect((await preview(`${saved.id}/preview`, {})).body).toEqual({
      text: 'Hello Asha Rao, your order ORD-20451 leaves today.',
      values: [
        { name: 'customer.name', kind: 'text', sample: 'Asha Rao', value: 'Asha Rao', is_sample: true },
        { ...ORDER, value: 'ORD-20451', is_sample: true },
      ],
    });
    expect((await preview(`${saved.id}/preview`, { values: { 'order.number': 7 } })).body.text).toContain('order 7 leaves');
    expect((await preview('preview', { body: '{{today}}', language: 'hi' })).body.text).toBe('24 दिसंबर 2026');
    expect((await preview('preview', { body: '{{nobody}}' })).body.code).toBe('template_variable_unknown');
    expect((await post({}, 'agent')).status).toBe(403);
  });
});
