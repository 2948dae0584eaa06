import type { Visits, Writes, WritesWorld } from '../writes.js';

let made = 0;

/** Leads, video calls and comments under videos. */
export function writes({ make }: WritesWorld): Writes {
  const customer = async () =>
    (await make('/customers/identify', { name: 'Ravi', identities: [{ kind: 'email', value: `lead-${++made}@example.com` }] })).id;
  const lead = async () => make('/leads', { customer_id: await customer(), matter: 'Pump', source: 'phone' });
  const wish = async () => ({ customer_id: await customer(), source: 'phone', interest: 'Pump' });
  const call = async () => make('/video-call-leads', await wish());
  const said = () => ({ video_id: 'writesvideo', author_id: `UC-${++made}`, comment: 'What is the price?' });
  const comment = () => make('/youtube-leads', said());
  return {
    'POST /leads': [
      'insert lead_touches: after & insert leads: after',
      async () => ({ path: '/leads', body: { customer_id: await customer(), matter: 'Pump', source: 'phone' } }),
    ],
    'PATCH /leads/{id}': ['update leads: before, after', async () => ({ path: `/leads/${(await lead()).id}`, body: { note: 'Other' } })],
    'DELETE /leads/{id}': ['update leads: before, after', async () => ({ path: `/leads/${(await lead()).id}` })],
    'POST /leads/{id}/actions': [
      'qualify leads: before, after',
      async () => ({ path: `/leads/${(await lead()).id}/actions`, body: { action: 'qualify' } }),
    ],
    'POST /leads/{id}/touches': [
      'contact leads: before, after & insert lead_touches: after',
      async () => ({ path: `/leads/${(await lead()).id}/touches`, body: { direction: 'outbound', source: 'phone' } }),
    ],
    'POST /video-call-leads': [
      'insert lead_touches: after & insert leads: after & insert video_call_leads: after',
      async () => ({ path: '/video-call-leads', body: await wish() }),
    ],
    'PATCH /video-call-leads/{id}': [
      'update video_call_leads: before, after',
      async () => ({ path: `/video-call-leads/${(await call()).id}`, body: { note: 'Other' } }),
    ],
    'DELETE /video-call-leads/{id}': [
      'update video_call_leads: before, after',
      async () => ({ path: `/video-call-leads/${(await call()).id}` }),
    ],
    'POST /video-call-leads/{id}/actions': [
      'cancel video_call_leads: before, after',
      async () => ({ path: `/video-call-leads/${(await call()).id}/actions`, body: { action: 'cancel' } }),
    ],
    'POST /youtube-leads': [
      'insert customers: after & insert lead_touches: after & insert leads: after & insert youtube_leads: after',
      async () => ({ path: '/youtube-leads', body: said() }),
    ],
    'PATCH /youtube-leads/{id}': [
      'update youtube_leads: before, after',
      async () => ({ path: `/youtube-leads/${(await comment()).id}`, body: { note: 'Other' } }),
    ],
    'DELETE /youtube-leads/{id}': ['update youtube_leads: before, after', async () => ({ path: `/youtube-leads/${(await comment()).id}` })],
    'POST /youtube-leads/{id}/actions': [
      'dismiss youtube_leads: before, after',
      async () => ({ path: `/youtube-leads/${(await comment()).id}/actions`, body: { action: 'dismiss' } }),
    ],
    'POST /youtube-leads/{id}/reply': [
      'contact leads: before, after & insert lead_touches: after & insert youtube_replies: after & reply youtube_leads: before, after',
      async () => ({ path: `/youtube-leads/${(await comment()).id}/reply`, body: { text: 'See the link.' } }),
    ],
    'POST /youtube-leads/videos': [
      'insert youtube_videos: after',
      async () => ({ path: '/youtube-leads/videos', body: { video_id: 'writesvid01' } }),
    ],
    'DELETE /youtube-leads/videos/{id}': [
      'delete youtube_videos: before',
      async () => {
        const { id } = await make('/youtube-leads/videos', { video_id: `writesv${String(++made).padStart(4, '0')}` });
        return { path: `/youtube-leads/videos/${id}` };
      },
    ],
  };
}

export function visits({ make }: WritesWorld): Visits {
  return {
    'GET /video-call-leads/slots': async () => {
      const { id } = await make('/agents', { name: `Agent for slots ${++made}` });
      return { path: `/video-call-leads/slots?assignee_id=${id}&from=2030-01-01T00:00:00Z&to=2030-01-08T00:00:00Z` };
    },
  };
}
