import type { Visits, Writes, WritesWorld } from '../writes.js';

let made = 0;

export function writes(world: WritesWorld): Writes {
  const { make, adminId } = world;
  const ticket = () => make('/tickets', { subject: 'Pump leaks' });
  const comment = async (body: object = {}) => {
    const { id } = await ticket();
    const path = `/tickets/${id}/comments`;
    return { id, path, comment: await make(path, { visibility: 'internal', body: 'Look at this.', ...body }) };
  };
  const field = () => ({ key: `field_${++made}`, label: 'Root cause', kind: 'text' });
  const presets = {
    views: { name: 'Mine', conditions: { field: 'assignee_id', operator: 'equals', value: 'me' } },
    macros: { name: 'Urgent', change: { priority: 'urgent' } },
    templates: { name: 'Leak', ticket: { subject: 'Pump leaks' } },
  };
  const ofPresets = Object.entries(presets).flatMap(([kind, body]): [string, Writes[string]][] => [
    [`POST /tickets/${kind}`, ['insert ticket_presets: after', async () => ({ path: `/tickets/${kind}`, body })]],
    [
      `PATCH /tickets/${kind}/{id}`,
      [
        'update ticket_presets: before, after',
        async () => ({ path: `/tickets/${kind}/${(await make(`/tickets/${kind}`, body)).id}`, body: { name: 'Other' } }),
      ],
    ],
    [
      `DELETE /tickets/${kind}/{id}`,
      ['delete ticket_presets: before', async () => ({ path: `/tickets/${kind}/${(await make(`/tickets/${kind}`, body)).id}` })],
    ],
  ]);
  return {
    ...(Object.fromEntries(ofPresets) as Writes),
    'POST /tickets/bulk': [
      'update tickets: before, after',
      async () => ({ path: '/tickets/bulk', body: { ids: [(await ticket()).id], change: { priority: 'low' } } }),
    ],
    'POST /tickets/{id}/macros/{macro_id}/run': [
      'update tickets: before, after',
      async () => ({ path: `/tickets/${(await ticket()).id}/macros/${(await make('/tickets/macros', presets.macros)).id}/run`, body: {} }),
    ],
    'POST /tickets': ['insert tickets: after', async () => ({ path: '/tickets', body: { subject: 'Pump leaks' } })],
    'PATCH /tickets/{id}': [
      'update tickets: before, after',
      async () => ({ path: `/tickets/${(await ticket()).id}`, body: { priority: 'high' } }),
    ],
    'DELETE /tickets/{id}': ['update tickets: before, after', async () => ({ path: `/tickets/${(await ticket()).id}` })],
    'POST /tickets/{id}/actions': [
      'resolve tickets: before, after',
      async () => ({ path: `/tickets/${(await ticket()).id}/actions`, body: { action: 'resolve' } }),
    ],
    'POST /tickets/fields': ['insert ticket_fields: after', async () => ({ path: '/tickets/fields', body: field() })],
    'PATCH /tickets/fields/{id}': [
      'update ticket_fields: before, after',
      async () => ({ path: `/tickets/fields/${(await make('/tickets/fields', field())).id}`, body: { label: 'Cause' } }),
    ],
    'POST /tickets/uploads': [
      'insert email_uploads: after',
      async () => ({
        path: `/tickets/uploads?filename=note-${++made}.txt`,
        body: `words ${made}`,
        headers: { 'content-type': 'application/octet-stream' },
      }),
    ],
    'POST /tickets/{id}/comments': [
      'insert ticket_comments: after & update tickets: before, after',
      async () => ({
        path: `/tickets/${(await ticket()).id}/comments`,
        body: { visibility: 'internal', body: 'Look at this.', mentions: [adminId()] },
      }),
    ],
    'PATCH /tickets/{id}/comments/{comment_id}': [
      'update ticket_comments: before, after',
      async () => {
        const one = await comment();
        return { path: `${one.path}/${one.comment.id}`, body: { body: 'Done.' } };
      },
    ],
    'DELETE /tickets/{id}/comments/{comment_id}': [
      'update ticket_comments: before, after',
      async () => {
        const one = await comment();
        return { path: `${one.path}/${one.comment.id}` };
      },
    ],
    'POST /tickets/{id}/links': [
      'insert ticket_links: after',
      async () => ({
        path: `/tickets/${(await ticket()).id}/links`,
        body: { kind: 'related', entity_type: 'ticket', entity_id: (await ticket()).id },
      }),
    ],
    'DELETE /tickets/{id}/links/{link_id}': [
      'delete ticket_links: before',
      async () => {
        const { id } = await ticket();
        const detail = await make<{ links: { id: string }[] }>(`/tickets/${id}/links`, {
          kind: 'related',
          entity_type: 'ticket',
          entity_id: (await ticket()).id,
        });
        return { path: `/tickets/${id}/links/${detail.links[0]!.id}` };
      },
    ],
    'POST /tickets/{id}/merge': [
      'merge tickets: before, after & merge_in tickets: after',
      async () => ({ path: `/tickets/${(await ticket()).id}/merge`, body: { into_id: (await ticket()).id } }),
    ],
    'POST /tickets/{id}/unmerge': [
      'unmerge tickets: before, after & unmerge_from tickets: after',
      async () => {
        const { id } = await ticket();
        await make(`/tickets/${id}/merge`, { into_id: (await ticket()).id });
        return { path: `/tickets/${id}/unmerge`, body: {} };
      },
    ],
    'POST /tickets/{id}/split': [
      'insert ticket_links: after & insert tickets: after & split tickets: after & update ticket_comments: before, after',
      async () => {
        const one = await comment();
        return { path: `/tickets/${one.id}/split`, body: { comment_ids: [one.comment.id], subject: 'Invoice is missing' } };
      },
    ],
  };
}

export function visits({ product, make }: WritesWorld): Visits {
  const ticket = async () => (await make('/tickets', { subject: 'Pump leaks' })).id;
  return {
    'GET /tickets/{id}/macros/{macro_id}/preview': async () => {
      const macro = await make('/tickets/macros', { name: 'Urgent', change: { priority: 'urgent' } });
      return { path: `/tickets/${await ticket()}/macros/${macro.id}/preview` };
    },
    'GET /tickets/attachments/{id}': async () => {
      const { body: upload } = await product().call<{ id: string }>('POST', '/tickets/uploads?filename=pump.txt', {
        body: 'leaks at the lid',
        headers: { 'content-type': 'application/octet-stream' },
      });
      const comment = await make<{ id: string; attachments: { id: string }[] }>(`/tickets/${await ticket()}/comments`, {
        visibility: 'internal',
        body: 'Look at this.',
        attachment_ids: [upload.id],
      });
      return { path: `/tickets/attachments/${comment.attachments[0]!.id}` };
    },
  };
}
