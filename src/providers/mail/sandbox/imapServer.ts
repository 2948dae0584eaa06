import hoodiecrow, {
  type HoodiecrowCommand,
  type HoodiecrowConnection,
  type HoodiecrowFolder,
  type HoodiecrowHandler,
  type HoodiecrowServer,
} from 'hoodiecrow-imap';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { COMMAND_FAULTS, LOGIN_FAULTS, type MailFault, type MailFaultBoard } from './faults.js';
import { overrides } from './imapOverrides.js';

const PLUGINS = [
  'SASL-IR',
  'AUTH-PLAIN',
  'XOAUTH2',
  'ENABLE',
  'ID',
  'NAMESPACE',
  'UNSELECT',
  'UIDPLUS',
  'MOVE',
  'SPECIAL-USE',
  'LITERALPLUS',
];

/** How long a socket that was told goodbye may stay, so that the words arrive. */
const GOODBYE_MS = 200;

const LOGIN_WORDS: Record<(typeof LOGIN_FAULTS)[number], string> = {
  wrong_password: '[AUTHENTICATIONFAILED] Invalid credentials (Failure)',
  app_password_needed: '[ALERT] Application-specific password required: https://support.example.com/ (Failure)',
  browser_login: '[ALERT] Please log in via your web browser: https://support.example.com/ (Failure)',
  unavailable: '[UNAVAILABLE] Temporary System Error (Failure)',
  too_many_connections: '[ALERT] Too many simultaneous connections. (Failure)',
  over_quota: '[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)',
};

export interface ImapServerOptions {
  username: string;
  password: string;
  access_token: string;
  /** Path → special-use flag; INBOX is always there. */
  folders: Record<string, string>;
  gmail: boolean;
  idle: boolean;
  condstore: boolean;
  faults: MailFaultBoard;
}

/** The IMAP server of one account: hoodiecrow behind a socket of ours, because faults happen on sockets. */
export class SandboxImapServer {
  port = 0;
  /** Commands as they came, newest last: what a driver really asked. */
  readonly commands: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly mail: HoodiecrowServer;
  private listener?: Server;

  constructor(private readonly options: ImapServerOptions) {
    const { username, password, access_token, gmail, idle, condstore } = options;
    this.mail = hoodiecrow({
      plugins: [
        ...PLUGINS,
        ...(condstore ? ['CONDSTORE'] : []),
        ...(gmail ? ['X-GM-EXT-1'] : []),
        overrides(idle, (...args) => this.breaksOff(...args)),
      ],
      users: { [username]: { password, xoauth2: { accessToken: access_token, sessionTimeout: 3_600_000 } } },
      storage: { INBOX: {}, '': { separator: '/', folders: tree(options.folders) } },
    });
    for (const path of this.paths()) this.folder(path).HIGHESTMODSEQ ??= 1;
    const find = this.mail.getCommandHandler.bind(this.mail);
    this.mail.getCommandHandler = (command) => {
      const handler = find(command);
      return handler && this.watched(command.toUpperCase(), handler);
    };
  }

  get connections(): number {
    return this.sockets.size;
  }

  async listen(): Promise<void> {
    // An answer is written in pieces: waiting to send them together would cost each command the client's 40 ms.
    const listener = createServer({ noDelay: true }, (socket) => this.welcome(socket));
    await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(this.port, '127.0.0.1', resolve));
    this.port = (listener.address() as AddressInfo).port;
    this.listener = listener;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.listener ? this.listener.close(() => resolve()) : resolve()));
    this.hangUp('drop');
    await closed;
    this.listener = undefined;
  }

  /** What happens to everybody who is connected. */
  hangUp(how: 'bye' | 'drop' | 'silent', text = 'System Error'): void {
    for (const socket of this.sockets) hangUp(socket, how, text);
  }

  paths(): string[] {
    return ['INBOX', ...Object.keys(this.options.folders)];
  }

  folder(path: string): HoodiecrowFolder {
    const folder = this.mail.getMailbox(path);
    if (!folder) throw new RangeError(`no folder ${path}; there are ${this.paths().join(', ')}`);
    return folder;
  }

  /** Files a message and tells whoever has the folder open. */
  file(
    path: string,
    raw: Buffer,
    flags: string[],
    at: Date,
    marks: { message_id?: string; thread_id?: string; labels?: string[] } = {},
  ): number {
    const { message } = this.mail.appendMessage(this.folder(path), flags, internalDate(at), raw.toString('latin1'));
    if (marks.message_id) message['X-GM-MSGID'] = marks.message_id;
    if (marks.thread_id) message['X-GM-THRID'] = marks.thread_id;
    if (marks.labels) message['X-GM-LABELS'] = marks.labels;
    return message.uid;
  }

  setFlags(path: string, uid: number, flags: string[]): void {
    const folder = this.folder(path);
    const index = folder.messages.findIndex((message) => message.uid === uid);
    const message = folder.messages[index];
    if (!message) throw new RangeError(`no message ${uid} in ${path}`);
    message.flags = flags;
    message.MODSEQ = folder.HIGHESTMODSEQ = (folder.HIGHESTMODSEQ ?? 0) + 1;
    this.mail.notify(
      {
        tag: '*',
        attributes: [
          index + 1,
          { type: 'ATOM', value: 'FETCH' },
          [{ type: 'ATOM', value: 'FLAGS' }, flags.map((value) => ({ type: 'ATOM', value }))],
        ],
      },
      folder,
    );
  }

  remove(path: string, uid: number): void {
    const folder = this.folder(path);
    const index = folder.messages.findIndex((message) => message.uid === uid);
    if (index < 0) throw new RangeError(`no message ${uid} in ${path}`);
    folder.messages.splice(index, 1);
    this.mail.notify({ tag: '*', attributes: [index + 1, { type: 'ATOM', value: 'EXPUNGE' }] }, folder);
  }

  /** What is filed from now on has at least this UID, in every folder. */
  numberFrom(uid: number): void {
    for (const path of this.paths()) this.folder(path).uidnext = Math.max(this.folder(path).uidnext, uid);
  }

  /** Every message gets another number, as after a restored backup. Whoever is connected loses the connection. */
  renumber(path: string): void {
    const folder = this.folder(path);
    folder.uidvalidity += 1;
    folder.uidnext = 1;
    for (const message of folder.messages) message.uid = folder.uidnext++;
    this.hangUp('drop');
  }

  private welcome(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
    const fault = this.options.faults.take(COMMAND_FAULTS, (one) => one.command?.toUpperCase() === 'CONNECT');
    if (!fault) return this.mail.createClient(socket);
    if (fault.kind === 'slow') setTimeout(() => !socket.destroyed && this.mail.createClient(socket), fault.ms ?? 0).unref();
    else hangUp(socket, endingOf(fault), fault.text);
  }

  private watched(command: string, handler: HoodiecrowHandler): HoodiecrowHandler {
    return (connection, parsed, data, done) => {
      this.commands.push(command);
      if (/^(LOGIN|AUTHENTICATE )/.test(command)) {
        const fault = this.options.faults.take(LOGIN_FAULTS, (one) => this.connections > (one.above ?? 0));
        if (fault) {
          connection.socket?.write(`${parsed.tag} NO ${fault.text ?? LOGIN_WORDS[fault.kind as keyof typeof LOGIN_WORDS]}\r\n`);
          return done();
        }
      }
      const fault = this.options.faults.take(COMMAND_FAULTS, (one) => one.command === undefined || one.command.toUpperCase() === command);
      if (fault) return this.spoil(fault, connection, parsed, done, () => handler(connection, parsed, data, done));
      handler(connection, parsed, data, done);
    };
  }

  private spoil(
    { kind, ms, text }: MailFault,
    connection: HoodiecrowConnection,
    parsed: HoodiecrowCommand,
    done: () => void,
    goOn: () => void,
  ): void {
    const { socket } = connection;
    if (!socket) return done();
    if (kind === 'slow') return void setTimeout(goOn, ms ?? 0).unref();
    if (kind === 'refused') {
      socket.write(`${parsed.tag} NO ${text ?? 'System Error (Failure)'}\r\n`);
      return done();
    }
    hangUp(socket, endingOf({ kind }), text);
  }

  private breaksOff({ socket }: HoodiecrowConnection, message: { raw: string }, index: number, line: string): boolean {
    const fault = this.options.faults.take(['mid_literal'], (one) => (one.nth ?? 1) === index);
    if (!fault || !socket) return false;
    socket.write(line);
    socket.write(Buffer.from(message.raw.slice(0, Math.floor(message.raw.length / 2)), 'latin1'), () => socket.destroy());
    return true;
  }
}

/** A greeting cannot be refused but by a goodbye. */
function endingOf({ kind }: Pick<MailFault, 'kind'>): 'bye' | 'drop' | 'silent' {
  return kind === 'drop' || kind === 'silent' ? kind : 'bye';
}

function hangUp(socket: Socket, how: 'bye' | 'drop' | 'silent', text = 'System Error'): void {
  if (how === 'drop') return void socket.destroy();
  if (how === 'bye') {
    socket.end(`* BYE ${text}\r\n`);
    return void setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
  }
  // As behind a dead cable: nothing is read, nothing is written, nothing is closed.
  socket.removeAllListeners('data');
  socket.pause();
  socket.write = () => true;
  socket.end = () => socket;
}

function tree(folders: Record<string, string>): Record<string, unknown> {
  const root: Record<string, { flags?: string[]; 'special-use'?: string; folders?: Record<string, unknown> }> = {};
  for (const [path, use] of Object.entries(folders)) {
    const [parent, child] = path.includes('/') ? path.split('/') : [undefined, path];
    const leaf = use ? { 'special-use': use } : {};
    if (parent === undefined) root[child!] = leaf;
    else ((root[parent] ??= { flags: ['\\Noselect'], folders: {} }).folders ??= {})[child!] = leaf;
  }
  return root;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** In UTC: hoodiecrow's own formatting is wrong in zones with half hours. */
export function internalDate(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
