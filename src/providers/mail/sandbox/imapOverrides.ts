import type { HoodiecrowConnection, HoodiecrowMessage, HoodiecrowNode, HoodiecrowServer } from 'hoodiecrow-imap';

/** Where hoodiecrow does not behave like today's servers, as one of its plugins; it is loaded last. See docs/decisions/mail_sandbox.md. */

const MISSING_FOLDER = new Set(['SELECT FAILED', 'EXAMINE FAILED', 'STATUS FAILED']);

/** Called before a message of a fetch is written; true when it broke the connection instead. */
export type BeforeMessage = (connection: HoodiecrowConnection, message: HoodiecrowMessage, index: number, line: string) => boolean;

export function overrides(idle: boolean, beforeMessage: BeforeMessage): (server: HoodiecrowServer) => void {
  return (server) => {
    // Every connection listens on the server.
    server.setMaxListeners(0);
    // Its plugin does all of it and does not say so.
    if (server.fetchHandlers['X-GM-MSGID']) server.capabilities['X-GM-EXT-1'] = () => true;
    correctAnswers(server);
    if (idle) offerIdle(server);
    answerFetches(server, beforeMessage);
  };
}

function correctAnswers(server: HoodiecrowServer): void {
  server.outputHandlers.push((connection, response, description, parsed) => {
    if (response.tag === '*' || !description) return;
    if (description === 'ENABLE') {
      // Without this line nobody knows that it worked.
      connection.socket?.write(`* ENABLED${(connection.enabled ?? []).map((name) => ` ${name}`).join('')}\r\n`);
    } else if (MISSING_FOLDER.has(description) && connection.state !== 'Not Authenticated') {
      refuse(response, 'NONEXISTENT', 'Unknown Mailbox (Failure)');
    } else if (parsed?.command === 'APPEND' && description === 'INVALID COMMAND') {
      refuse(response, 'TRYCREATE', 'Folder does not exist (Failure)');
    } else if (/^(LOGIN|AUTHENTICATE \w+) FAILED$/.test(description) && response.command === 'NO') {
      refuse(response, 'AUTHENTICATIONFAILED', 'Invalid credentials (Failure)');
    }
  });
}

function refuse(response: { command?: string; attributes?: unknown[] }, code: string, text: string): void {
  response.command = 'NO';
  response.attributes = [
    { type: 'SECTION', section: [{ type: 'ATOM', value: code }] },
    { type: 'TEXT', value: text },
  ];
}

/** Hoodiecrow's own leaves a timer of half an hour behind, and goes on telling news in the middle of later answers. */
function offerIdle(server: HoodiecrowServer): void {
  server.capabilities['IDLE'] = () => true;
  server.setCommandHandler('IDLE', (connection, parsed, data, done) => {
    connection.inputHandler = (line) => {
      connection.inputHandler = false;
      connection.directNotifications = false;
      const command = line.trim().toUpperCase() === 'DONE' ? 'OK' : 'BAD';
      connection.send({ tag: parsed.tag, command, attributes: [{ type: 'TEXT', value: 'IDLE terminated' }] }, 'IDLE', parsed, data);
    };
    connection.directNotifications = true;
    connection.socket?.write('+ idling\r\n');
    connection.processNotifications();
    done();
  });
}

type Item = (message: HoodiecrowMessage) => string;

const ITEMS: Record<string, Item> = {
  UID: (message) => String(message.uid),
  FLAGS: (message) => `(${message.flags.join(' ')})`,
  INTERNALDATE: (message) => `"${message.internaldate}"`,
  'RFC822.SIZE': (message) => String(message.raw.length),
  MODSEQ: (message) => `(${message.MODSEQ})`,
  'X-GM-MSGID': (message) => message['X-GM-MSGID'],
  'X-GM-THRID': (message) => message['X-GM-THRID'] ?? message['X-GM-MSGID'],
  'X-GM-LABELS': (message) =>
    `(${message['X-GM-LABELS'].map((label) => (/^\\?[\w]+$/.test(label) ? label : JSON.stringify(label))).join(' ')})`,
};

/**
 * UID FETCH of the items that mail clients ask for. Hoodiecrow forgets CHANGEDSINCE there, changes the question while it answers it,
 * so that from the second message on a partial fetch is wrong, and builds a tree of every message that is read whole.
 */
function answerFetches(server: HoodiecrowServer, beforeMessage: BeforeMessage): void {
  const theirs = server.getCommandHandler('UID FETCH');
  if (!theirs) throw new Error('hoodiecrow has no UID FETCH');
  server.setCommandHandler('UID FETCH', (connection, parsed, data, done) => {
    const range = (parsed.attributes?.[0] as HoodiecrowNode | undefined)?.value;
    const asked = [parsed.attributes?.[1] ?? []].flat();
    const folder = connection.selectedMailbox;
    if (!folder || !range || !asked.every(isKnown)) return theirs(connection, parsed, data, done);
    const since = changedSince(parsed.attributes?.[2]);
    let index = 0;
    for (const [place, message] of server.getMessageRange(folder, range, true)) {
      if (message.MODSEQ <= since) continue;
      const items = asked.filter((node) => !node.section).map((node) => node.value!.toUpperCase());
      const words = [...new Set(['UID', ...items])].map((name) => `${name} ${ITEMS[name]!(message)}`);
      const body = asked.find((node) => node.section);
      if (!body) {
        connection.socket?.write(`* ${place} FETCH (${words.join(' ')})\r\n`);
        continue;
      }
      const [start, length] = body.partial ?? [];
      const bytes = Buffer.from(
        start === undefined ? message.raw : message.raw.slice(start, length === undefined ? undefined : start + length),
        'latin1',
      );
      const line = `* ${place} FETCH (${words.join(' ')} BODY[]${start === undefined ? '' : `<${start}>`} {${bytes.length}}\r\n`;
      if (beforeMessage(connection, message, (index += 1), line)) return done();
      connection.socket?.write(line);
      connection.socket?.write(bytes);
      connection.socket?.write(')\r\n');
    }
    connection.send(
      { tag: parsed.tag, command: 'OK', attributes: [{ type: 'TEXT', value: 'UID FETCH Completed' }] },
      'UID FETCH',
      parsed,
      data,
    );
    done();
  });
}

function isKnown(node: HoodiecrowNode): boolean {
  const name = (node.value ?? '').toUpperCase();
  return node.section ? name === 'BODY.PEEK' && node.section.length === 0 : name in ITEMS;
}

function changedSince(option: HoodiecrowNode | HoodiecrowNode[] | undefined): number {
  if (!Array.isArray(option) || option[0]?.value?.toUpperCase() !== 'CHANGEDSINCE') return -1;
  return Number(option[1]?.value);
}
