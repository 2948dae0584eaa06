import type pg from 'pg';
import { AnswerCheck, type SeenAnswer } from '../../support/answerCheck.js';
import type { Ask } from './client.js';
import { type Operation, operationAt, plain, type Schema } from './document.js';

/** A caller who sends several files at once, as made-up requests do, is told to come again: no failure of ours. */
const BUSY = /"code":"(?:imports|uploads)_busy"/;

/** What only the inside of the product would say. */
const INSIDE = [
  /\bat (?:\S+ \()?(?:file:|node:|\/)\S*:\d+:\d+/,
  /node_modules|\/dist\/|\/src\//,
  /\b(?:select|insert into|update|delete from)\b [^"]{0,80}\b(?:from|values|set|where)\b/i,
  /\bPGRST\d|\bSQLSTATE\b|violates \S+(?: \S+)? constraint|\b(?:relation|column|function) "?\S+"? does not exist/i,
  /invalid input syntax|\bpg_catalog\b|\binformation_schema\b|syntax error at or near/i,
  /\b(?:TypeError|RangeError|URIError|ReferenceError|SyntaxError)\b|Cannot read propert|is not a function/,
  /\b(?:ECONNREFUSED|ECONNRESET|ENOENT|EACCES|ETIMEDOUT)\b/,
];
/** Refusals that name which of the things given does not exist, in `details` alone: docs/api.md lists them. */
const NAMING = new Set(['module_not_found', 'scope_unknown', 'unknown_event_type', 'unknown_inline_image']);
/** Shorter values are found in innocent text. */
const SECRET_LENGTH = 16;

/** Looks at answers for what none may have, whatever was asked. */
export class Judge {
  readonly check = new AnswerCheck();
  private secrets = new Map<string, string[]>();
  private recent: { what: string; text: string }[] = [];

  constructor(
    private readonly pool: pg.Pool,
    private readonly secret: string,
  ) {}

  /** What is wrong with an answer. A failure is wrong, unless that of a provider has been ordered. */
  faults({ method, path }: Ask, answer: SeenAnswer | string, { may_fail = false } = {}): string[] {
    if (typeof answer === 'string') return [answer];
    const { status, headers, text } = answer;
    const faults = this.check.faults(method, path, answer);
    if (status >= 500 && !may_fail && !BUSY.test(text)) faults.push(`${status} ${text.slice(0, 200)}`);
    if (method === 'HEAD' && text) faults.push('HEAD has a body');
    if (status < 400) {
      const known = operationAt(method === 'HEAD' ? 'GET' : method, path.split('?')[0]!);
      // Some providers look at their address before they call it.
      const is_look = method === 'HEAD' && path.startsWith('/webhooks/');
      if (!known && !is_look && method !== 'OPTIONS') faults.push(`${status}, and no such operation is documented`);
      this.remember(`${method} ${path}`, text);
      return faults;
    }
    if (method !== 'HEAD') faults.push(...this.faultsOfRefusal(answer));
    if (this.isRepeated(text)) faults.push(`it repeats what was sent: ${text.slice(0, 300)}`);
    for (const pattern of INSIDE)
      if (pattern.test(text)) faults.push(`it tells of the inside (${pattern.exec(text)![0]}): ${text.slice(0, 300)}`);
    if (!headers.has('x-request-id')) faults.push('it has no x-request-id');
    return faults;
  }

  /** Why the document forbids what an operation did, if it does: a body, or the query of a path. */
  forbidden({ body, query }: Operation, path: string, json?: { value: unknown }): string[] {
    const given = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(path.split('?')[1])) given.set(name, [...(given.get(name) ?? []), value]);
    const wrong = [...given].filter(([name, values]) => {
      const schema = query.find((parameter) => parameter.name === name)?.schema;
      return !schema || !this.check.allows(schema, meant(plain(schema), values));
    });
    return [
      ...(json && body && !this.check.allows(body, json.value) ? ['it was done, and the document forbids such a body'] : []),
      ...wrong.map(([name, values]) => `it was done, and the document forbids ?${name}=${JSON.stringify(values).slice(0, 100)}`),
    ];
  }

  /** Whether any recent answer holds a value of a column that is secret; those columns are read only now. */
  async leaks(): Promise<string[]> {
    const recent = this.recent.splice(0);
    if (recent.length === 0) return [];
    await this.readSecrets();
    return recent.flatMap(({ what, text }) => {
      const found = this.findIn(text);
      return found ? [`${what}: the answer holds a value of ${found}`] : [];
    });
  }

  private faultsOfRefusal({ status, headers, text }: SeenAnswer): string[] {
    if (!headers.get('content-type')?.startsWith('application/json'))
      return [`an error of another shape: ${headers.get('content-type')} ${text.slice(0, 100)}`];
    const body = JSON.parse(text) as { statusCode?: number; code?: string; message?: string; request_id?: string };
    const wrong = [
      body.statusCode !== status && `its body says ${body.statusCode}`,
      !/^[a-z][a-z0-9_]+$/.test(body.code ?? '') && `its code is ${body.code}`,
      !body.message && 'it has no message',
      body.request_id !== headers.get('x-request-id') && 'its request_id is not that of the header',
    ];
    return wrong.filter((words) => words !== false);
  }

  private isRepeated(text: string): boolean {
    if (!text.includes(this.secret)) return false;
    const { code, details: _named, ...rest } = JSON.parse(text) as { code: string; details?: unknown };
    return !NAMING.has(code) || JSON.stringify(rest).includes(this.secret);
  }

  private remember(what: string, text: string): void {
    if (text.length >= SECRET_LENGTH) this.recent.push({ what: what.slice(0, 200), text: text.slice(0, 200_000) });
  }

  private async readSecrets(): Promise<void> {
    const { rows: columns } = await this.pool.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from column_classes where class = 'secret'`,
    );
    this.secrets = new Map();
    for (const { table_name, column_name } of columns) {
      const { rows } = await this.pool.query<{ kept: string }>(
        `select distinct ${column_name}::text as kept from ${table_name} where length(${column_name}::text) >= ${SECRET_LENGTH}`,
      );
      for (const { kept } of rows) {
        const start = kept.slice(0, SECRET_LENGTH);
        this.secrets.set(start, [...(this.secrets.get(start) ?? []), `${table_name}.${column_name}\u0000${kept}`]);
      }
    }
  }

  private findIn(text: string): string | undefined {
    for (let at = 0; at + SECRET_LENGTH <= text.length; at += 1) {
      for (const entry of this.secrets.get(text.slice(at, at + SECRET_LENGTH)) ?? []) {
        const [column, kept] = entry.split('\u0000') as [string, string];
        if (text.startsWith(kept, at)) return column;
      }
    }
    return undefined;
  }
}

/** What the texts of a query parameter stand for. */
function meant(schema: Schema, values: string[]): unknown {
  if (schema.type === 'array')
    return values.flatMap((value) => value.split(',')).map((value) => meant(plain(schema.items ?? {}), [value.trim()]));
  if (values.length !== 1) return values;
  const [text] = values as [string];
  if (schema.type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (schema.type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
}
