import { AppError } from '../errors/appError.js';
import {
  checkTemplates,
  faultOf,
  fillTemplates,
  sampleValues,
  type TemplateTarget,
  type TemplateValues,
  type Variable,
  variablesOf,
} from './template.js';

const DECLARED: Variable[] = [
  { name: 'customer.name', kind: 'text', sample: 'Asha' },
  { name: 'order.number', kind: 'text', sample: 'ORD-1' },
  { name: 'due', kind: 'date', sample: '2026-12-24' },
  { name: 'items', kind: 'number', sample: '2' },
  { name: 'tracking', kind: 'link', sample: 'https://example.com/t/1' },
];

const refusal = (act: () => unknown): { code: string; details: unknown } => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('It was not refused.');
};
const fill = (text: string, values: TemplateValues, target: TemplateTarget = 'text', language = 'en') =>
  fillTemplates({ body: { text, target } }, { declared: DECLARED, values, language }).body;

describe('what may be saved', () => {
  it('takes declared variables, in any spacing, and text without any', () => {
    for (const body of ['', 'Hello', 'Hello {{customer.name}}{{ order.number }}', '{a} {b: 1}', 'नमस्ते {{customer.name | जी}}'])
      checkTemplates({ body }, DECLARED);
    expect(variablesOf('{{ b }} {{a}} {{b | x}}')).toEqual(['b', 'a']);
  });

  it('names every unknown variable with its token and place (C-124)', () => {
    const body = 'Hello,\n😀 {{contact.nmae}} and {{ order.numbre | it }}, {{customer.name}}';
    const { code, details } = refusal(() => checkTemplates({ subject: 'About {{it}}', body }, DECLARED));
    expect(code).toBe('template_variable_unknown');
    expect(details).toEqual({
      unknown: [
        { field: 'subject', token: '{{it}}', name: 'it', line: 1, column: 7 },
        { field: 'body', token: '{{contact.nmae}}', name: 'contact.nmae', line: 2, column: 3 },
        { field: 'body', token: '{{ order.numbre | it }}', name: 'order.numbre', line: 2, column: 24 },
      ],
      known: DECLARED.map(({ name }) => name),
    });
  });

  it.each([
    ['{{customer.name', '{{customer.name'],
    ['a {{ b', '{{ b'],
    ['a }} b', '}}'],
    ['{{}}', '{{}}'],
    ['{{Customer Name}}', '{{Customer Name}}'],
    ['{{customer.name | }}', '{{customer.name | }}'],
    ['{{#if customer.name}}', '{{#if customer.name}}'],
    ['{{customer..name}}', '{{customer..name}}'],
    ['{{{customer.name}}}', '{{{customer.name}}}'],
    ['{{a{{b}}', '{{a{{b}}'],
  ])('refuses what is no variable: %s', (body, token) => {
    const { code, details } = refusal(() => checkTemplates({ body }, DECLARED));
    expect(code).toBe('template_malformed');
    expect((details as { malformed: unknown[] }).malformed[0]).toMatchObject({ field: 'body', token, line: 1 });
  });
});

describe('what is sent', () => {
  it('has its values, words instead of one that is missing, and dates in its language', () => {
    expect(fill('{{customer.name}}, {{items}} on {{due}}: {{tracking}}', { ...sampleValues(DECLARED), items: 3 })).toBe(
      'Asha, 3 on December 24, 2026: https://example.com/t/1',
    );
    expect(fill('{{due}}', { due: '2026-12-24' }, 'text', 'hi')).toBe('24 दिसंबर 2026');
    expect(['en_GB', 'en-12', ''].map((language) => fill('{{due}}', { due: '2026-12-24' }, 'text', language))).toEqual([
      '24 December 2026',
      'December 24, 2026',
      'December 24, 2026',
    ]);
    expect(fill('Hello {{customer.name | there}}!', {})).toBe('Hello there!');
    expect(fill('Hello {{customer.name | there}}!', { 'customer.name': 'Asha' })).toBe('Hello Asha!');
    // What a value holds is never a variable.
    expect(fill('{{customer.name}}', { 'customer.name': '{{order.number}} $& $1' })).toBe('{{order.number}} $& $1');
  });

  it('refuses a missing value and names all of them, over all texts, instead of sending a gap', () => {
    const texts = {
      subject: { text: '{{order.number}}', target: 'text' },
      body: { text: '{{customer.name}} {{due}} {{items | no}}', target: 'html' },
    } as const;
    const values = { 'customer.name': '  ', items: 1 };
    expect(refusal(() => fillTemplates(texts, { declared: DECLARED, values, language: 'en' }))).toEqual({
      code: 'template_value_missing',
      details: { missing: ['order.number', 'customer.name', 'due'] },
    });
  });

  it.each<[TemplateValues, string]>([
    [{ due: '2026-02-30' }, 'due must be a date, YYYY-MM-DD'],
    [{ due: 'tomorrow' }, 'due must be a date, YYYY-MM-DD'],
    [{ items: 'two' }, 'items must be a number'],
    [{ tracking: 'javascript:alert(1)' }, 'tracking must be a link that begins with http:// or https://'],
    [{ tracking: 'https://a b' }, 'tracking must be a link that begins with http:// or https://'],
    [{ 'customer.name': 'a\u0000b' }, 'customer.name must not hold control characters'],
    [{ 'customer.name': '\ud83d' }, 'customer.name must not hold control characters'],
    [{ 'customer.name': 'x'.repeat(2_001) }, 'customer.name must be shorter than or equal to 2000 characters'],
  ])('refuses a value of another kind: %j', (values, says) => {
    const name = Object.keys(values)[0]!;
    const { code, details } = refusal(() => fill(`{{${name}}}`, values));
    const { invalid } = details as { invalid: { name: string; says: string }[] };
    expect([code, ...invalid.map((fault) => `${fault.name} ${fault.says}`)]).toEqual(['template_value_invalid', says]);
  });

  it('takes numbers as people write them', () => {
    for (const value of [0, 12.5, '-3', '1,23,456.50', '+7']) expect(faultOf(value, 'number')).toBeUndefined();
    expect(faultOf({}, 'text')).toBe('must be text or a number');
  });
});

describe('values are harmless where they are read', () => {
  it('in plain text they are what they are', () => {
    expect(fill('{{customer.name}}', { 'customer.name': '<b>*Asha*</b>' })).toBe('<b>*Asha*</b>');
  });

  it('in HTML they are text, in attributes too, while the markup of the template stays', () => {
    const name = `"><script>alert('x')</script>\n& co`;
    const safe = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<br>&amp; co';
    expect(fill('<b title="{{customer.name}}">{{customer.name | <i>}}</b>', { 'customer.name': name }, 'html')).toBe(
      `<b title="${safe}">${safe}</b>`,
    );
    expect(fill('<b>{{customer.name | <i>}}</b>', {}, 'html')).toBe('<b>&lt;i&gt;</b>');
  });

  /** What WhatsApp would still read as formatting: a pair of marks around a word. */
  const formatted = (text: string) => /(?<![\p{L}\p{N}])([*_~`]|```)(?=[^\s\u200b])[^\n]*[^\s\u200b]\1(?![\p{L}\p{N}])/u.test(text);

  it.each(['*Asha*', '_Asha_', '~gone~', '```code```', '`code`', '*_both_*', 'a *b c* d', '(*b*)', '*शा*'])(
    'on WhatsApp they format nothing: %s',
    (value) => {
      expect(formatted(value)).toBe(true);
      const sent = fill('{{customer.name}}', { 'customer.name': value }, 'whatsapp');
      expect(formatted(sent)).toBe(false);
      expect(sent.replaceAll('\u200b', '')).toBe(value);
    },
  );

  it('on WhatsApp the formatting of the template stays, and order numbers and links can be copied', () => {
    expect(fill('*{{order.number}}* {{tracking}}', { 'order.number': 'ORD_12*3_A', tracking: 'https://example.com/_a_' }, 'whatsapp')).toBe(
      '*ORD_12*3_A* https://example.com/_a_',
    );
    expect(fill('{{customer.name}}', { 'customer.name': 'a\n> b\n- c\n1. d' }, 'whatsapp')).toBe('a\n\u200b> b\n\u200b- c\n\u200b1. d');
  });
});
