import { makeInteraktSandbox } from '../interakt/interakt.sandbox.js';
import { makeNetcoreSandbox, netcoreAddresses } from '../netcore/netcore.sandbox.js';
import type { ChatSandboxOptions } from './sandbox/contract.js';
import { DemoChats, type DemoPerson } from './sandbox/demoChats.js';
import { answerPhoneRequest } from './sandbox/phone/phonePage.js';
import { serve } from './sandbox/server.js';

export interface WhatsappSandboxOptions extends Pick<ChatSandboxOptions, 'port' | 'seed' | 'gaps_ms'> {
  /** Who writes by themselves. The first only did so in the past: that telephone lies ready for whoever opens the page. */
  people: readonly DemoPerson[];
}

export type WhatsappSandbox = Awaited<ReturnType<typeof startWhatsappSandbox>>;

/** Both providers on one server, with the page on which one plays their customers. Loopback only; all people are invented. */
export async function startWhatsappSandbox({ people, ...options }: WhatsappSandboxOptions) {
  // What it forgets at its end is remembered elsewhere: an id of an earlier run would be a message that is already known.
  const run = { ...options, seed: `${options.seed ?? 1}/${Date.now()}` };
  const interakt = makeInteraktSandbox(run);
  const netcore = makeNetcoreSandbox(run);
  const sandboxes = [interakt.core, netcore.core];
  const suggestion = people[0] ?? { name: 'Asha', number: '+918123456789' };
  const demo = new DemoChats(sandboxes, people, String(options.seed ?? 1));
  const { origin, stop } = await serve([interakt, netcore], {
    port: options.port,
    doors: { phone: (path, request, response) => answerPhoneRequest(sandboxes, suggestion, path, request, response) },
  });
  return {
    phone_url: `${origin}/phone/`,
    /** How the clients reach them. */
    sections: {
      interakt: { base_url: interakt.core.origin, api_key: interakt.core.api_key },
      netcore: { ...netcoreAddresses(netcore.core), api_key: netcore.core.api_key, source: 'demo' },
    },
    interakt: interakt.core,
    netcore: netcore.core,
    demo,
    stop: async () => {
      demo.stop();
      await stop();
    },
  };
}
