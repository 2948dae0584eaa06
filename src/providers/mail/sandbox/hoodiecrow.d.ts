/** What the sandbox uses of hoodiecrow-imap, which comes without types. */
declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  export interface HoodiecrowMessage {
    uid: number;
    /** One character a byte. */
    raw: string;
    flags: string[];
    /** `dd-Mmm-yyyy hh:mm:ss +zzzz` */
    internaldate: string;
    MODSEQ: number;
    'X-GM-MSGID': string;
    'X-GM-LABELS': string[];
    'X-GM-THRID'?: string;
  }

  export interface HoodiecrowFolder {
    path: string;
    uidvalidity: number;
    uidnext: number;
    flags: string[];
    messages: HoodiecrowMessage[];
    HIGHESTMODSEQ?: number;
  }

  export type HoodiecrowNode = { type: string; value?: string; section?: unknown[]; partial?: number[] };

  export interface HoodiecrowResponse {
    tag: string;
    command?: string;
    attributes?: unknown[];
    notification?: boolean;
    skipResponse?: boolean;
  }

  export interface HoodiecrowCommand {
    tag: string;
    command: string;
    attributes?: (HoodiecrowNode | HoodiecrowNode[])[];
    changedsince?: number;
  }

  export interface HoodiecrowConnection {
    socket: Socket | null;
    state: string;
    selectedMailbox?: HoodiecrowFolder;
    directNotifications: boolean;
    enabled?: string[];
    /** Takes the next line instead of the command parser. */
    inputHandler: false | ((line: string) => void);
    processNotifications(): void;
    send(response: HoodiecrowResponse, description?: string, parsed?: HoodiecrowCommand | null, data?: string): void;
  }

  export type HoodiecrowHandler = (connection: HoodiecrowConnection, parsed: HoodiecrowCommand, data: string, done: () => void) => void;

  export interface HoodiecrowServer extends EventEmitter {
    capabilities: Record<string, unknown>;
    fetchHandlers: Record<string, (connection: HoodiecrowConnection, message: HoodiecrowMessage, query: HoodiecrowNode) => unknown>;
    messageHandlers: ((server: HoodiecrowServer, message: HoodiecrowMessage, folder: HoodiecrowFolder) => void)[];
    outputHandlers: ((
      connection: HoodiecrowConnection,
      response: HoodiecrowResponse,
      description: string | undefined,
      parsed: HoodiecrowCommand | undefined,
    ) => void)[];
    createClient(socket: Socket): void;
    getMailbox(path: string): HoodiecrowFolder | undefined;
    getCommandHandler(command: string): HoodiecrowHandler | false;
    setCommandHandler(command: string, handler: HoodiecrowHandler): void;
    getMessageRange(folder: HoodiecrowFolder | HoodiecrowMessage[], range: string, by_uid: boolean): [number, HoodiecrowMessage][];
    appendMessage(folder: HoodiecrowFolder, flags: string[], internaldate: string, raw: string): { message: HoodiecrowMessage };
    notify(response: HoodiecrowResponse, folder: HoodiecrowFolder): void;
  }

  export interface HoodiecrowOptions {
    plugins: (string | ((server: HoodiecrowServer) => void))[];
    users: Record<string, { password: string; xoauth2?: { accessToken: string; sessionTimeout: number } }>;
    storage: Record<string, unknown>;
    'HIGHESTX-GM-MSGID'?: string;
  }

  export default function hoodiecrow(options: HoodiecrowOptions): HoodiecrowServer;
}
