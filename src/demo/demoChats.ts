import type { INestApplicationContext } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { ChatProvidersService } from '../chatIngestion/providers/chatProviders.service.js';
import { ProviderTemplatesService } from '../chatIngestion/replies/providerTemplates.service.js';
import type { ChatSandboxCore } from '../providers/whatsapp/sandbox/chatSandboxCore.js';
import type { WhatsappSandbox } from '../providers/whatsapp/whatsapp.sandbox.js';

const DAYS_BACK = 3;
const TRICKLE_SECONDS = 30;
const SLUGS = { interakt: 'example-support', netcore: 'example-orders' };

/** Where the sandboxes send their webhooks. */
export interface DemoChats {
  /** Whether there were none before. */
  are_new: boolean;
  webhooks: { sandbox: ChatSandboxCore; path: string; secret?: string }[];
}

/** Makes the chat providers of the demo, or gives those of an earlier start new secrets: what the sandbox knew ended with its process. */
export async function ensureDemoChats(app: INestApplicationContext, chat: WhatsappSandbox, admin_id: string): Promise<DemoChats> {
  const providers = app.get(ChatProvidersService, { strict: false });
  const known = (await providers.list({ limit: 100 })).data;
  const demo: DemoChats = { are_new: false, webhooks: [] };
  for (const sandbox of [chat.interakt, chat.netcore]) {
    const kind = sandbox.provider;
    const secret = kind === 'interakt' ? randomBytes(24).toString('base64url') : undefined;
    const found = known.find(({ slug }) => slug === SLUGS[kind]);
    // One that somebody has led elsewhere stays there.
    if (found && found.business_number !== sandbox.business_number) continue;
    if (!found) {
      const { business_number, api_key } = sandbox;
      const name = kind === 'interakt' ? 'Example Support (demo)' : 'Example Orders (demo)';
      const webhook_secret = secret;
      const made = await providers.create(
        { slug: SLUGS[kind], kind, name, business_number, api_key, source: 'demo', webhook_secret },
        admin_id,
      );
      demo.are_new = true;
      await ensureTemplates(app, made.id, kind);
      demo.webhooks.push({ sandbox, secret, path: pathOf(made.webhook_address_with_secret) });
    } else if (secret) {
      await providers.update(found.id, { webhook_secret: secret });
      demo.webhooks.push({ sandbox, secret, path: pathOf(found.webhook_address) });
    } else {
      demo.webhooks.push({ sandbox, path: pathOf((await providers.rotateAddress(found.id)).webhook_address_with_secret) });
    }
  }
  return demo;
}

/** Interakt says which templates there are; of Netcore a person says it. */
async function ensureTemplates(app: INestApplicationContext, provider_id: string, kind: string): Promise<void> {
  const templates = app.get(ProviderTemplatesService, { strict: false });
  if (kind === 'interakt') await templates.ask(provider_id);
  else {
    const given = { provider_id, language: 'en', category: 'utility' as const };
    await templates.create({ ...given, name: 'refund_paid', body: 'Hello {{1}}, we have paid {{2}} back for {{3}}.' });
    await templates.create({
      ...given,
      name: 'ticket_closing',
      body: 'Hello {{1}}, {{2}} ({{3}}) closes soon. Write to us if you still need help.',
    });
  }
}

/** Lets customers write, once the product listens at `url`: at first what they wrote in the days before. Resolves when that is done. */
export async function beginDemoChats({ demo }: WhatsappSandbox, { are_new, webhooks }: DemoChats, url: string): Promise<void> {
  for (const { sandbox, path, secret } of webhooks) sandbox.connect({ url: `${url}${path}`, secret });
  if (are_new) await demo.past(DAYS_BACK, new Date());
  demo.trickle(TRICKLE_SECONDS);
}

function pathOf(address: string): string {
  // Whole or, while nothing listens yet, without its host.
  const { pathname, search } = new URL(address, 'http://127.0.0.1');
  return `${pathname}${search}`;
}
