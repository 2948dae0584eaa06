import { ChatSandboxCore } from '../whatsapp/sandbox/chatSandboxCore.js';
import type { ChatSandbox, ChatSandboxOptions } from '../whatsapp/sandbox/contract.js';
import { serve, type ServedSandbox } from '../whatsapp/sandbox/server.js';
import { INTERAKT_DIALECT } from './sandbox/dialect.js';
import { answerInterakt } from './sandbox/protocol.js';

export function makeInteraktSandbox(options: ChatSandboxOptions = {}): ServedSandbox {
  return { core: new ChatSandboxCore(INTERAKT_DIALECT, options), vendor: answerInterakt };
}

/** A local server that behaves like Interakt, with its customers' telephones. Its `origin` is the base URL of a client. */
export async function startInteraktSandbox(options: ChatSandboxOptions = {}): Promise<ChatSandbox> {
  const made = makeInteraktSandbox(options);
  const { stop } = await serve([made], options);
  return Object.assign(made.core, { stop });
}
