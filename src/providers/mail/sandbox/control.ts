import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson, send, sendJson } from '../../sandbox/wire.js';
import type { MailSandbox } from './contract.js';
import type { SandboxMessage } from './account.js';
import type { MailFaultOrder } from './faults.js';
import { mailPage } from './page.js';

/** HTTP that does what the programmatic interface does, for a person with a browser and for tests in another process. */

type Handler = (sandbox: MailSandbox, query: URLSearchParams, body: Record<string, unknown>) => unknown;

const ROUTES: Record<string, Handler> = {
  'GET accounts': (sandbox) =>
    sandbox.accounts.map(({ email_address, username, password, imap_port, smtp_port, files_sent }) => ({
      email_address,
      username,
      password,
      imap_port,
      smtp_port,
      files_sent,
    })),
  'GET messages': (sandbox, query) => sandbox.messages(accountIn(sandbox, query.get('account')), folderIn(sandbox, query)).map(shown),
  'GET accepted': (sandbox) => sandbox.accepted().map(({ raw, ...mail }) => ({ ...mail, size: raw.length })),
  'POST deliver': (sandbox, _query, body) => {
    const raw = typeof body.raw_base64 === 'string' ? Buffer.from(body.raw_base64, 'base64') : body.raw;
    if (typeof raw !== 'string' && !Buffer.isBuffer(raw)) throw new TypeError('raw (text) or raw_base64 is needed');
    const folder = typeof body.folder === 'string' ? body.folder : undefined;
    return { uid: sandbox.deliver(accountIn(sandbox, body.account), raw, { folder }) };
  },
  'GET faults': (sandbox, query) => sandbox.account(accountIn(sandbox, query.get('account'))).faults.list(),
  'POST faults': (sandbox, _query, { account, ...order }) =>
    sandbox.account(accountIn(sandbox, account)).addFault(order as unknown as MailFaultOrder),
  'DELETE faults': (sandbox, query) => {
    const { faults } = sandbox.account(accountIn(sandbox, query.get('account')));
    if (query.has('id')) faults.remove(Number(query.get('id')));
    else faults.clear();
    return faults.list();
  },
  'POST hang_up': (sandbox, _query, { account, how = 'bye', text }) => {
    if (how !== 'bye' && how !== 'drop' && how !== 'silent') throw new RangeError('how is bye, drop or silent');
    sandbox.account(accountIn(sandbox, account)).imap.hangUp(how, typeof text === 'string' ? text : undefined);
    return {};
  },
  'POST renumber': (sandbox, _query, { account, folder = 'INBOX' }) => {
    sandbox.account(accountIn(sandbox, account)).imap.renumber(String(folder));
    return {};
  },
  'POST restart': async (sandbox, _query, { account, down_ms = 0 }) => {
    await sandbox.account(accountIn(sandbox, account)).restart(Number(down_ms));
    return {};
  },
};

export async function answerMailRequest(sandbox: MailSandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://127.0.0.1');
  const route = `${request.method} ${url.pathname.replace(/^\/mail\/?/, '')}`;
  if (route === 'GET ') return send(response, 200, 'text/html; charset=utf-8', mailPage(sandbox, url.searchParams));
  const handler = ROUTES[route];
  if (!handler) return sendJson(response, 404, { error: `no ${route}; there are GET /mail/, ${Object.keys(ROUTES).join(', ')}` });
  try {
    sendJson(response, 200, await handler(sandbox, url.searchParams, await readJson(request)));
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
}

/** The only account need not be named. */
function accountIn(sandbox: MailSandbox, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  if (sandbox.accounts.length === 1) return sandbox.accounts[0]!.email_address;
  throw new RangeError(`account is needed: ${sandbox.accounts.map(({ email_address }) => email_address).join(', ')}`);
}

/** `sent` is the Sent folder, whatever its name. */
function folderIn(sandbox: MailSandbox, query: URLSearchParams): string {
  const folder = query.get('folder') ?? 'INBOX';
  return folder === 'sent' ? sandbox.account(accountIn(sandbox, query.get('account'))).sent_folder : folder;
}

function shown({ raw, ...message }: SandboxMessage): Record<string, unknown> {
  return { ...message, size: raw.length, raw: raw.toString() };
}
