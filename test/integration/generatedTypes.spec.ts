import { readFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

/** What the compiler says about a client's source beside the generated types. */
function complaints(generated: string, client: string): string[] {
  const files = new Map([
    [path.resolve('generated.ts'), generated],
    [path.resolve('client.ts'), client],
  ]);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, readFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) =>
    files.has(file) ? ts.createSourceFile(file, files.get(file)!, version) : getSourceFile(file, version, ...rest);
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ code, messageText }) => `TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('the types that openapi-typescript makes of the document', () => {
  let generated: string;
  beforeAll(async () => {
    generated = astToString(await openapiTS(JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenAPI3));
  });

  it('compile under strict, and fit what clients write', () => {
    const client = `
      import type { components, operations } from './generated.js';
      type Email = components['schemas']['EmailDto'];
      export const isOpen = (email: Email) => email.status === 'open' && email.direction === 'inbound' && email.send_state === null;
      export const forward: components['schemas']['ForwardEmailDto'] = { to: ['Warehouse <warehouse@example.com>'] };
      export const to: components['schemas']['ForwardEmailDto'] = { to: [{ email: 'warehouse@example.com' }] };
      export const clear: components['schemas']['PatchEmailDto'] = { team: null };
      export const reply: operations['replyToEmail']['requestBody']['content']['application/json'] = { body_text: 'Dear Asha' };
    `;
    expect(complaints(generated, client)).toEqual([]);
  });

  it.each([
    [`(email: S['EmailDto']) => email.status === 'opne'`, 'TS2367'],
    [`(refund: S['RefundDto']) => refund.status === 'payed'`, 'TS2367'],
    [`(mailbox: S['SupportEmailDto']) => mailbox.state === 'watch'`, 'TS2367'],
    [`(): S['PatchEmailDto'] => ({ status: null })`, 'TS2322'],
    [`(): S['CreateRefundDto'] => ({ reason_code: 'late' })`, 'TS2741'],
  ])('find the mistake in %s', (source, code) => {
    const client = `import type { components } from './generated.js';\ntype S = components['schemas'];\nexport const wrong = ${source};`;
    expect(complaints(generated, client)).toEqual([expect.stringContaining(code)]);
  });
});
