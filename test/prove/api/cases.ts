import type { Random } from '../../../src/providers/sandbox/random.js';
import type { Ask } from './client.js';
import { type Operation, plain, type Schema } from './document.js';
import { encode, HUGE, oddSpelling, oddValue, uuid, valueOf, type ValueSource } from './values.js';

/** A request that is right, in parts that can be made wrong. */
export interface Base {
  /** Without a query. */
  path: string;
  /** Names and values as they are spelled in the query. */
  query: [name: string, value: string][];
  headers: Record<string, string>;
  /** JSON, or the bytes of a file. */
  body?: unknown;
}

/** A request made from a base, and what was done to it. */
export interface Case {
  says: string;
  ask: Ask;
  /** The JSON that is sent, when it is one: whether the document allows it can be asked. */
  json?: { value: unknown };
}

interface Draft {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string | string[]>;
  json?: { value: unknown };
  /** Instead of JSON. */
  raw?: string | Buffer;
}

type Change = (draft: Draft, operation: Operation, source: ValueSource) => string;

const json = { 'content-type': 'application/json' };
const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/merge-patch+json',
  'application/json; charset=utf-16',
  'application/json;',
  'json',
  '',
  '*/*',
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const QUERY: Change[] = [
  // As the document allows it.
  ...Array.from({ length: 5 }, (): Change => (draft, operation, source) => {
    draft.query = operation.query
      .filter(({ required, name }) => required || (name !== 'cursor' && source.random.chance(0.35)))
      .map(({ name, schema }) => [name, encode([valueOf(schema, source, name)].flat().join(','))]);
    return 'valid query';
  }),
  ...Array.from({ length: 6 }, (): Change => (draft, { query }, source) => {
    const { name, schema } = query.length > 0 ? source.random.pick(query) : { name: 'page', schema: undefined };
    put(draft.query, name, oddSpelling(schema, source));
    return `odd ?${name}`;
  }),
  (draft, { query }, source) => {
    const { name, schema } = query.length > 0 ? source.random.pick(query) : { name: 'limit', schema: {} };
    draft.query.push([name, encode(String(valueOf(schema, source, name)))], [name, encode(String(valueOf(schema, source, name)))]);
    return `?${name} twice`;
  },
  (draft, { query }, source) => {
    const name = query.length > 0 ? source.random.pick(query).name : 'id';
    draft.query.push([`${name}${source.random.pick(['[]', '[0]', '[a][b]', '[__proto__]', '%5B%5D', '.x'])}`, source.secret]);
    return `?${name} as a list or an object`;
  },
  (draft, _operation, { random, secret }) => {
    draft.query.push([
      random.pick(['colour', '__proto__', 'constructor', 'select', 'or', 'and', 'columns', '', '%00', '%', '%ED%A0%80', 'é']),
      secret,
    ]);
    return 'a parameter that is none';
  },
];

const BODY: Change[] = [
  ...Array.from({ length: 4 }, (): Change => (draft, { body }, source) => {
    draft.json = { value: valueOf(body!, source) };
    return 'valid body';
  }),
  // One field is another value.
  ...Array.from({ length: 8 }, (): Change => (draft, { body }, source) => {
    const known = draft.json?.value;
    const value =
      isObject(known) && source.random.chance(0.5) ? structuredClone(known) : (valueOf(body!, source) as Record<string, unknown>);
    const place = oneField(value, body!, source.random);
    place.holder[place.name] = oddValue(place.schema, source);
    draft.json = { value };
    return `odd .${place.says}`;
  }),
  (draft, { body }, { random }) => {
    const value = isObject(draft.json?.value) ? structuredClone(draft.json.value) : {};
    const name = random.pick(Object.keys(plain(body!).properties ?? { x: {} }));
    delete value[name];
    draft.json = { value };
    return `without .${name}`;
  },
  (draft, _operation, { random, secret }) => {
    const name = random.pick(['colour', 'id', 'created_at', 'version', 'toString', 'é', '', '\u0000', '\ud800', 'a.b', '$where']);
    draft.json = { value: { ...(draft.json?.value as object), [name]: secret } };
    return `unknown .${name}`;
  },
  (draft, _operation, { random, secret }) => {
    draft.json = { value: random.pick<unknown>([null, true, 5, secret, [], [[]], [draft.json?.value], { colour: secret }, {}]) };
    return 'a body of another kind';
  },
  (draft, _operation, { random, secret }) => {
    const text = JSON.stringify(draft.json?.value ?? {});
    delete draft.json;
    draft.raw = random.pick<string | Buffer>([
      '',
      ' ',
      '{',
      text.slice(0, -1),
      `${text}${text}`,
      `\ufeff${text}`,
      `{"__proto__":{"x":"${secret}"}}`,
      `{"constructor":{"prototype":{"x":"${secret}"}}}`,
      `{"a":1,"a":"${secret}"}`,
      `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
      `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
      `{"a":"${secret.repeat(80_000)}"}`,
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      Buffer.from(text, 'utf16le'),
      `'${secret}'`,
      `{"a":NaN}`,
      `{a:"${secret}"}`,
    ]);
    return 'broken JSON';
  },
  (draft, _operation, { random, secret }) => {
    draft.headers['content-type'] = random.chance(0.2) ? `${secret}/${secret}` : random.pick(OTHER_TYPES);
    delete draft.json;
    draft.raw = random.pick(['{"dry_run":true,"all":true}', `a=${secret}`, '', secret]);
    return `content type ${draft.headers['content-type']}`;
  },
];

const FILE: Change[] = [
  (draft, _operation, { random, secret }) => {
    draft.raw = random.pick([Buffer.alloc(0), Buffer.from(secret), Buffer.alloc(200_000, 1)]);
    draft.headers['content-type'] = random.chance(0.5) ? 'application/octet-stream' : random.pick(OTHER_TYPES);
    return `a file as ${draft.headers['content-type']}`;
  },
];

const PATH: Change[] = [
  ...Array.from({ length: 2 }, (): Change => (draft, operation, source) => {
    const { random, secret } = source;
    const id = random.weighted([
      [oddSpelling({ format: 'uuid', type: 'string' }, source) || '%20', 5],
      [
        random.pick([
          secret,
          '0',
          '-1',
          '99999999999999999999',
          '..%2f..',
          '%7Bid%7D',
          uuid(random),
          uuid(random).toUpperCase(),
          'x'.repeat(101),
          `${secret}%`,
          '%',
          '%ff',
        ]),
        5,
      ],
    ] as const);
    const at = operation.template.split('/').findIndex((part) => part.startsWith('{'));
    const parts = draft.path.split('/');
    parts[at] = id;
    draft.path = parts.join('/');
    return `id ${id.slice(0, 60)}`;
  }),
];

const WAYS: Change[] = [
  (draft) => {
    draft.method = 'HEAD';
    return 'HEAD';
  },
  (draft, _operation, { random, secret }) => {
    draft.method = 'OPTIONS';
    if (random.chance(0.5)) draft.headers.origin = `https://${secret}.example.com`;
    if (random.chance(0.3)) draft.headers['access-control-request-method'] = 'POST';
    return 'OPTIONS';
  },
  (draft, { method }, { random }) => {
    draft.method = random.pick([...METHODS, 'TRACE', 'PROPFIND'].filter((other) => other !== method));
    return draft.method;
  },
  (draft, _operation, { random, secret }) => {
    draft.path += random.pick(['/', '//', '/x', '/%2e%2e', '/..', ';a=b', `/${secret}`, '%2F', '/%00']);
    return 'a longer path';
  },
  (draft, _operation, { random, secret }) => {
    const [name, value] = random.pick<[string, string | string[]]>([
      ['idempotency-key', secret.repeat(20)],
      ['idempotency-key', ''],
      ['idempotency-key', 'caf\u00e9'],
      ['idempotency-key', `key ${random.int(0, 1e9)}`],
      ['idempotency-key', ['a', 'b']],
      ['accept', 'text/csv'],
      ['accept', 'image/png'],
      ['accept', `${secret}`],
      ['accept', '*/*;q=0'],
      ['x-request-id', `${secret} \u00e9`],
      ['range', 'bytes=0-1,5-'],
      ['if-none-match', `"${secret}"`],
      ['content-encoding', 'gzip'],
      ['expect', secret],
      ['host', `${secret}.example.com`],
      ['x-forwarded-for', secret],
      ['x-http-method-override', 'DELETE'],
      ['cookie', `token=${secret}`],
      ['connection', 'upgrade'],
    ]);
    draft.headers[name] = value;
    return `${name}: ${String(value).slice(0, 30)}`;
  },
  (draft, _operation, { random, secret }) => {
    delete draft.headers['x-api-key'];
    draft.headers.authorization = random.pick([
      'Bearer',
      'Bearer ',
      `Basic ${secret}`,
      `Bearer ${secret}`,
      `bearer  ${secret}`,
      secret,
      `Bearer a.${secret}.c`,
    ]);
    if (random.chance(0.3)) draft.headers['x-api-key'] = secret;
    return 'wrong credentials';
  },
];

/** The n-th case of an operation: one thing is wrong with it, sometimes two, sometimes nothing. */
export function caseOf(operation: Operation, base: Base, source: ValueSource): Case {
  const { random } = source;
  const draft: Draft = {
    method: operation.method,
    path: base.path,
    query: base.query.map(([name, value]) => [name, value]),
    headers: { ...base.headers },
    ...(operation.takes_file ? { raw: base.body as string } : operation.body && { json: { value: base.body } }),
  };
  const groups: (readonly [Change[], number])[] = [
    [QUERY, operation.query.length > 0 ? 4 : 1],
    [operation.takes_file ? FILE : BODY, operation.body ? 8 : operation.takes_file ? 3 : 0],
    [PATH, operation.template.includes('{') ? 2 : 0],
    [WAYS, 1],
  ];
  const says = Array.from({ length: random.chance(0.15) ? 2 : 1 }, () => {
    const group = random.weighted(groups);
    return random.pick(group)(draft, operation, source);
  }).join(', ');
  return { says, ask: askOf(draft), json: draft.raw === undefined ? draft.json : undefined };
}

/** A base as it is. */
export function plainAsk({ method, body, takes_file }: Operation, base: Base): Ask {
  return askOf({ method, ...base, ...(takes_file ? { raw: base.body as string } : body && { json: { value: base.body } }) });
}

function askOf({ method, path, query, headers, json: sent, raw }: Draft): Ask {
  const names = query.map(([name, value]) => `${name}=${value}`).join('&');
  const body = raw ?? (sent && sent.value !== undefined ? JSON.stringify(sent.value).replaceAll(JSON.stringify(HUGE), '1e400') : undefined);
  return {
    method,
    // What a request line cannot hold is spelled out.
    path: `${path}${names && `?${names}`}`.replace(/[^\x21-\x7e]+/g, encode),
    headers: { ...(body === undefined ? {} : json), ...headers },
    body,
  };
}

function put(query: [string, string][], name: string, value: string): void {
  const at = query.findIndex(([known]) => known === name);
  if (at < 0) query.push([name, value]);
  else query[at] = [name, value];
}

/** Some field of a body, at any depth. */
function oneField(
  value: Record<string, unknown>,
  schema: Schema,
  random: Random,
): { holder: Record<string, unknown>; name: string; schema?: Schema; says: string } {
  const properties = plain(schema).properties ?? {};
  const name = random.pick(
    [...new Set([...Object.keys(properties), ...Object.keys(value)])].concat(Object.keys(properties).length > 0 ? [] : ['x']),
  );
  const within = properties[name] && plain(properties[name]);
  const here = { holder: value, name, schema: within, says: name };
  const inner = value[name];
  if (!within || !random.chance(0.6)) return here;
  if (within.properties && isObject(inner)) {
    const deeper = oneField(inner, within, random);
    return { ...deeper, says: `${name}.${deeper.says}` };
  }
  if (within.type === 'array' && Array.isArray(inner) && inner.length > 0) {
    const at = random.int(0, inner.length - 1);
    const item = within.items && plain(within.items);
    if (item?.properties && isObject(inner[at])) {
      const deeper = oneField(inner[at], item, random);
      return { ...deeper, says: `${name}.${at}.${deeper.says}` };
    }
    return { holder: inner as never, name: String(at), schema: item, says: `${name}.${at}` };
  }
  return here;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
