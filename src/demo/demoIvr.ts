import type { INestApplicationContext } from '@nestjs/common';
import { CallCategoriesService } from '../callCategories/callCategories.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { IvrCallsService } from '../ivrWebhooks/calls/ivrCalls.service.js';
import { IVR_WEBHOOKS } from '../ivrWebhooks/ivrWebhooks.settings.js';
import { IvrProvidersService } from '../ivrWebhooks/providers/ivrProviders.service.js';
import { SANDBOX_AGENTS } from '../providers/kaleyra/kaleyra.sandbox.js';
import { TeamsService } from '../teams/teams.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

const TRICKLE_MS = 20_000;
/** From one event of a call to the next. */
const STAGE_MS = 6_000;
const DEPARTMENTS = ['sales', 'support', 'billing'] as const;
const CATEGORIES = ['Order status', 'Invoice', 'Product advice'];
/** Two providers that speak differently: the one asks with a query, the other posts JSON. */
const PROVIDERS = [
  { slug: 'example-north', name: 'Example IVR, north (demo)', ready_made: 'exotel_passthru' },
  { slug: 'example-south', name: 'Example IVR, south (demo)', ready_made: 'smartflo' },
] as const;

/** Where the calls of the demo come in, and where their recordings are. */
export interface DemoIvr {
  /** Path and query of each provider, in the order of PROVIDERS. */
  webhooks: string[];
  recordings_url?: string;
}

/** Makes departments, categories and IVR providers of the demo; providers of an earlier start get new secrets. */
export async function ensureDemoIvr(app: INestApplicationContext, admin_id: string): Promise<DemoIvr> {
  const [departments, categories, providers] = [DepartmentsService, CallCategoriesService, IvrProvidersService].map((service) =>
    app.get<unknown>(service, { strict: false }),
  ) as [DepartmentsService, CallCategoriesService, IvrProvidersService];
  const keys = (await departments.list({ limit: 200 })).data.map(({ key }) => key);
  const teams = new Map((await app.get(TeamsService, { strict: false }).list({ limit: 200 })).data.map(({ key: team, id }) => [team, id]));
  for (const key of DEPARTMENTS) if (!keys.includes(key)) await departments.create({ key, team_id: teams.get(key) });
  const { total } = await categories.tree({});
  if (total === 0) for (const name of CATEGORIES) await categories.create({ name }, admin_id);
  const known = (await providers.list({ limit: 200 })).data;
  const menu = Object.fromEntries(DEPARTMENTS.map((key, index) => [String(index + 1), key]));
  const webhooks = await Promise.all(
    PROVIDERS.map(async ({ slug, ...provider }, index) => {
      const found = known.find((one) => one.slug === slug);
      const default_department = DEPARTMENTS[index];
      const { webhook_address_with_secret: address } = found
        ? await providers.rotateSecret(found.id)
        : await providers.create({ slug, ...provider, time_zone: 'Asia/Kolkata', menu, default_department }, admin_id);
      const { pathname, search } = new URL(address, 'http://127.0.0.1');
      return pathname + search;
    }),
  );
  return { webhooks, recordings_url: app.get(ConfigService).of(IVR_WEBHOOKS).IVR_SANDBOX?.url };
}

/** Lets people call, once the product listens at `url`; every third answered call is completed. Ends with the process. */
export function beginDemoIvr(app: INestApplicationContext, demo: DemoIvr, url: string, failed: (error: unknown) => void): void {
  const begun_at = Date.now();
  let calls = 0;
  const next = () => void call(url, demo, `demo-${begun_at}-${calls}`, calls++).catch(failed);
  next();
  setInterval(next, TRICKLE_MS).unref();
  setInterval(() => void complete(app).catch(failed), 3 * TRICKLE_MS).unref();
}

/** One call from its ring to its end: answered, missed, or given up in the menu. */
async function call(url: string, { webhooks: [north, south], recordings_url }: DemoIvr, id: string, n: number): Promise<void> {
  const from = DEMO_PEOPLE[n % DEMO_PEOPLE.length]!.number;
  const agent = SANDBOX_AGENTS[n % SANDBOX_AGENTS.length]!;
  const started = stamp(new Date());
  // Each provider has each end.
  const end = (['answered', 'missed', 'answered', 'hangup'] as const)[Math.floor(n / 2) % 4]!;
  const digits = String((n % 3) + 1);
  const recording = recordings_url === undefined ? '' : `${recordings_url}/recordings/${id}.wav`;
  if (n % 2 === 0) {
    const base = { CallSid: id, CallFrom: from, CallTo: '1800123456', Direction: 'incoming', StartTime: started, digits: `"${digits}"` };
    const say = (event: Record<string, string>) => fetch(`${url}${north}&${new URLSearchParams({ ...base, ...event }).toString()}`);
    await say({ CallType: 'call-attempt', ...(end === 'hangup' ? {} : { DialWhomNumber: agent }) });
    await pause(STAGE_MS);
    if (end === 'answered')
      await say({
        CallType: 'completed',
        DialWhomNumber: agent,
        DialCallDuration: '65',
        EndTime: stamp(new Date()),
        RecordingUrl: recording,
      });
    else await say({ CallType: 'client-hangup', EndTime: stamp(new Date()), ...(end === 'missed' ? { DialWhomNumber: agent } : {}) });
    return;
  }
  const status = end === 'answered' ? 'answered' : 'missed';
  const body = { call_id: id, caller_id_number: from, call_to_number: '1800123456', direction: 'inbound', start_stamp: started };
  const say = (event: object) =>
    fetch(`${url}${south}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, ...event }),
    });
  await say({ call_status: 'ringing' });
  await pause(STAGE_MS);
  await say({
    call_status: status,
    end_stamp: stamp(new Date()),
    duration: '48',
    answered_agent_number: status === 'answered' ? agent : '',
    recording_url: status === 'answered' ? recording : '',
  });
}

/** The oldest answered call is finished, as an agent would. */
async function complete(app: INestApplicationContext): Promise<void> {
  const calls = app.get(IvrCallsService, { strict: false });
  const [answered] = (await calls.list({ status: ['answered'], order: 'asc', limit: 1 })).data;
  const [category] = (await app.get(CallCategoriesService, { strict: false }).tree({ is_active: true })).data;
  if (answered && category) await calls.complete(answered.id, { category_id: category.id, notes: 'Answered on the phone.' });
}

/** As the providers print it, in the zone of their accounts. */
function stamp(at: Date): string {
  return new Date(at.getTime() + 330 * 60_000).toISOString().slice(0, 19).replace('T', ' ');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
