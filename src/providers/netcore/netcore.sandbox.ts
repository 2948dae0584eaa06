import { ChatSandboxCore } from '../whatsapp/sandbox/chatSandboxCore.js';
import type { ChatSandbox, ChatSandboxOptions } from '../whatsapp/sandbox/contract.js';
import { serve, type ServedSandbox } from '../whatsapp/sandbox/server.js';
import { NETCORE_DIALECT } from './sandbox/dialect.js';
import { answerNetcore } from './sandbox/protocol.js';

export function makeNetcoreSandbox(options: ChatSandboxOptions = {}): ServedSandbox {
  return { core: new ChatSandboxCore(NETCORE_DIALECT, options), vendor: answerNetcore };
}

/** Where a client of this sandbox sends, and fetches files by id. */
export function netcoreAddresses({ origin }: Pick<ChatSandbox, 'origin'>): { api_url: string; media_url: string } {
  return { api_url: `${origin}/api/v2/message/`, media_url: `${origin}/api/v2/media` };
}

/** A local server that behaves like Netcore, with its customers' telephones. */
export async function startNetcoreSandbox(options: ChatSandboxOptions = {}): Promise<ChatSandbox> {
  const made = makeNetcoreSandbox(options);
  const { stop } = await serve([made], options);
  return Object.assign(made.core, { stop });
}
