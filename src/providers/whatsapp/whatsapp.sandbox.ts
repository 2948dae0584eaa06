import { makeInteraktSandbox } from '../interakt/interakt.sandbox.js';
import { makeNetcoreSandbox } from '../netcore/netcore.sandbox.js';
import type { ChatSandboxOptions } from './sandbox/contract.js';
import { DemoChats, type DemoPerson } from './sandbox/demoChats.js';
import { answerPhoneRequest } from './sandbox/phone/phonePage.js';
import { serve } from './sandbox/server.js';

export interface WhatsappSandboxOptions extends Pick<ChatSandboxOptions, 'port' | 'seed' | 'gaps_ms'> {
  /** Who writes by themselves. The first is not among them: that telephone lies ready for whoever opens the page. */
  people: readonly DemoPerson[];
}

/** Both providers on one server, with the page on which one plays their customers. Loopback only; all people are invented. */
export async function startWhatsappSandbox({ people, ...options }: WhatsappSandboxOptions) {
  const interakt = makeInteraktSandbox(options);
  const netcore = makeNetcoreSandbox(options);
  const sandboxes = [interakt.core, netcore.core];
  const [first, ...others] = people;
  const suggestion = first ?? { name: 'Asha', number: '+918123456789' };
  const demo = new DemoChats(sandboxes, others, String(options.seed ?? 1));
  const { origin, stop } = await serve([interakt, netcore], {
    port: options.port,
    doors: { phone: (path, request, response) => answerPhoneRequest(sandboxes, suggestion, path, request, response) },
  });
  return {
    phone_url: `${origin}/phone/`,
    interakt: interakt.core,
    netcore: netcore.core,
    demo,
    stop: async () => {
      demo.stop();
      await stop();
    },
  };
}
