import type { MailSandbox } from './contract.js';
import type { SandboxMessage } from './account.js';

const STYLE = `body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2733}h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e3e8ee;vertical-align:top}th{font-weight:600;color:#5a6b7d}
pre{background:#f5f7f9;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere}.none{color:#8a97a5}`;

/** INBOX and Sent of every account, newest first; with `account`, `folder` and `uid` one message as it is. */
export function mailPage(sandbox: MailSandbox, query: URLSearchParams): string {
  const uid = query.get('uid');
  const body = uid
    ? oneMessage(sandbox, query)
    : sandbox.accounts
        .map(({ email_address, sent_folder }) =>
          ['INBOX', sent_folder].map((folder) => folderTable(sandbox, email_address, folder)).join(''),
        )
        .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mail sandbox</title><style>${STYLE}</style></head><body><h1><a href="./">Mail sandbox</a></h1>${body}</body></html>`;
}

function folderTable(sandbox: MailSandbox, address: string, folder: string): string {
  const rows = sandbox.messages(address, folder).toReversed();
  const title = `<h2>${escaped(address)} – ${escaped(folder)} (${rows.length})</h2>`;
  if (rows.length === 0) return `${title}<p class="none">Nothing.</p>`;
  const line = (message: SandboxMessage) => {
    const link = `?${new URLSearchParams({ account: address, folder, uid: String(message.uid) })}`;
    const cells = [message.received_at.slice(0, 19).replace('T', ' '), decoded(message.from), decoded(message.to)].map(
      (text) => `<td>${escaped(text)}</td>`,
    );
    return `<tr>${cells.join('')}<td><a href="${escaped(link)}">${escaped(decoded(message.subject) || '(no subject)')}</a></td></tr>`;
  };
  return `${title}<table><tr><th>UTC</th><th>From</th><th>To</th><th>Subject</th></tr>${rows.map(line).join('')}</table>`;
}

function oneMessage(sandbox: MailSandbox, query: URLSearchParams): string {
  const { account, folder, uid } = Object.fromEntries(query);
  const known = sandbox.accounts.find(({ email_address }) => email_address === account);
  const message = known?.imap.paths().includes(folder ?? '') ? known.messages(folder).find((one) => String(one.uid) === uid) : undefined;
  return message
    ? `<h2>${escaped(decoded(message.subject))}</h2><pre>${escaped(message.raw.toString())}</pre>`
    : '<p class="none">No such message.</p>';
}

/** Encoded words of a header, as people read them. */
function decoded(header: string): string {
  return header.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, kind: string, text: string) => {
    const bytes = kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : Buffer.from(unquoted(text), 'latin1');
    return bytes.toString();
  });
}

function unquoted(text: string): string {
  return text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
