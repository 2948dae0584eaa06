import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AgentsService } from '../agents/agents.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { LeadsService } from '../leads/leads.service.js';
import type { SandboxComment } from '../providers/youtube/youtube.sandbox.js';
import { VideoCallLeadsService } from '../videoCallLeads/videoCallLeads.service.js';
import { YoutubeLeadsService } from '../youtubeLeads/youtubeLeads.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

const VIDEOS = [
  { video_id: 'demopump001', title: 'Solar pump for two acres' },
  { video_id: 'demodrip001', title: 'Drip irrigation, step by step' },
];
const COMMENTS = [
  'Sir price kitna hai?',
  'Bahut accha video',
  'मुझे यह पंप चाहिए, नंबर दीजिए',
  'Mine stopped working after one season, where is the service centre?',
  'Nice explanation',
  'Can you give a demo on video call?',
  'Kya yeh solar panel ke saath chalega?',
  'I want to order two sets for my village',
];
/** What becomes of the demo's leads, as a story from the first touch to the end. */
const STORIES = [
  { matter: 'Solar pump, 5 HP', source: 'website', property: 'pumps', value_minor: 18_500_000, actions: [] },
  { matter: 'Drip irrigation for 2 acres', source: 'phone', property: 'pumps', value_minor: 6_400_000, actions: ['contact'] },
  {
    matter: 'Sprayer, battery',
    source: 'whatsapp',
    property: 'tools',
    value_minor: 420_000,
    actions: ['contact', 'qualify', 'propose', 'win'],
  },
  { matter: 'Hybrid maize seed', source: 'referral', property: 'seeds', value_minor: 950_000, actions: ['contact', 'qualify'] },
  { matter: 'Solar pump, 3 HP', source: 'walk_in', property: 'pumps', value_minor: 12_000_000, actions: ['contact', 'lose'] },
  { matter: 'Mulching film', source: 'email', property: 'tools', value_minor: 310_000, actions: [] },
] as const;

/** What viewers of the demo's videos have written, over the last two days. */
export function demoComments(now: Date): SandboxComment[] {
  return COMMENTS.map((text, n) => ({
    id: `demo-comment-${n + 1}`,
    video_id: VIDEOS[n % VIDEOS.length]!.video_id,
    author_id: `UCdemo${n + 1}`,
    author_name: `@viewer${n + 1}`,
    text,
    published_at: new Date(now.getTime() - (COMMENTS.length - n) * 6 * 3_600_000).toISOString(),
  }));
}

/** Makes the demo's leads, video calls and videos; none when there are leads. */
export async function makeDemoLeads(app: INestApplicationContext, admin_id: string): Promise<void> {
  const [leads, customers, calls, youtube, agents] = [
    LeadsService,
    CustomersService,
    VideoCallLeadsService,
    YoutubeLeadsService,
    AgentsService,
  ].map((service) => app.get<unknown>(service as never, { strict: false })) as [
    LeadsService,
    CustomersService,
    VideoCallLeadsService,
    YoutubeLeadsService,
    AgentsService,
  ];
  if ((await leads.list({ limit: 1 })).total > 0) return;
  const everything = { roles: ['admin'], full_access: true, modules: {}, scoped: {} };
  const who = async (n: number) => {
    const { name, email } = DEMO_PEOPLE[n % DEMO_PEOPLE.length]!;
    return (await customers.identify({ name, identities: [{ kind: 'email', value: email }] })).id;
  };
  for (const [n, { actions, ...story }] of STORIES.entries()) {
    const { id } = await leads.create({ ...story, customer_id: await who(n), team: 'sales' }, randomUUID(), admin_id);
    for (const action of actions)
      await leads.act(id, { action, note: action === 'lose' ? 'Too dear this season.' : undefined }, everything);
  }
  const { data: people } = await agents.list({ is_active: true, limit: 1 });
  if (people[0]) await wishCalls(calls, await Promise.all([who(0), who(3), who(6)]), people[0].id, admin_id);
  for (const video of VIDEOS) await youtube.addVideo(video, admin_id);
}

/** One wish, and two that have a slot of the coming week. */
async function wishCalls(calls: VideoCallLeadsService, customer_ids: string[], assignee_id: string, by: string): Promise<void> {
  const now = new Date();
  const to = new Date(now.getTime() + 7 * 86_400_000).toISOString();
  const slots = await calls.slots({ assignee_id, from: now.toISOString(), to, minutes: 30 }, now);
  for (const [n, customer_id] of customer_ids.entries()) {
    const slot = n === 0 ? undefined : slots[n * 4];
    const booking = slot && { assignee_id, starts_at: slot.starts_at, link: 'https://meet.example.com/demo' };
    await calls.create(
      { customer_id, source: 'website', interest: STORIES[n]!.matter, value_minor: 5_000_000, ...booking },
      randomUUID(),
      by,
      now,
    );
  }
}
