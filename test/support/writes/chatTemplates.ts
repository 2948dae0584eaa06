import type { Writes, WritesWorld } from '../writes.js';

export function writes({ make }: WritesWorld): Writes {
  let made = 0;
  const body = () => ({ shortcut: `written-${++made}`, title: 'Written', body: 'Hello {{customer.name | there}}' });
  const template = () => make('/chat-templates', body());
  return {
    'POST /chat-templates': ['insert chat_templates: after', async () => ({ path: '/chat-templates', body: body() })],
    'PATCH /chat-templates/{id}': [
      'update chat_templates: before, after',
      async () => ({ path: `/chat-templates/${(await template()).id}`, body: { title: 'Other' } }),
    ],
    'DELETE /chat-templates/{id}': [
      'update chat_templates: before, after',
      async () => ({ path: `/chat-templates/${(await template()).id}` }),
    ],
    'POST /chat-templates/{id}/preview': ['', async () => ({ path: `/chat-templates/${(await template()).id}/preview`, body: {} })],
    'POST /chat-templates/preview': ['', async () => ({ path: '/chat-templates/preview', body: { body: 'Hello' } })],
  };
}
