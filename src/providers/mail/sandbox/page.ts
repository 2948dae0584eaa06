import { escaped, htmlPage } from '../../../common/http/htmlPage.js';
import type { MailSandbox } from './contract.js';
import type { SandboxMessage } from './account.js';

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
  return htmlPage('Mail sandbox', `<h1><a href="./">Mail sandbox</a></h1>${body}`);
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
