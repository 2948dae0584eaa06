import { randomUUID } from 'node:crypto';
import { NotificationPreferencesService } from '../../../src/notifications/notificationPreferences.service.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

/** What a customer's deletion needs, and who may ask for it besides the admin who decides. */
export function writes({ product, make, one, adminId }: WritesWorld): Writes {
  const notice = () => one(`select notify_once(null, 'calls', 'test', 'Title', '', null, null, gen_random_uuid()::text)`);
  const asked = async (as: 'admin' | 'supervisor' = 'supervisor') => {
    const { id: entity_id } = await make('/customers', { name: 'Asha Rao' });
    const answer = await product().call<{ id: string }>('POST', '/notifications/approval-requests', {
      as,
      body: { kind: 'deletion', entity_id, reason: 'Asked to be forgotten.' },
    });
    if (answer.status !== 201) throw new Error(answer.text);
    return `/notifications/approval-requests/${answer.body.id}`;
  };
  return {
    'POST /notifications': [
      'insert notifications: after',
      async () => ({ path: '/notifications', body: { type: 'handover', module: 'calls', title: 'Please call back' } }),
    ],
    'PATCH /notifications/{id}': [
      'update notifications: before, after',
      async () => ({ path: `/notifications/${await notice()}`, body: { read: true } }),
    ],
    'PATCH /notifications/mark-all-read': [
      'mark_all_read notifications: after',
      async () => {
        await notice();
        return { path: '/notifications/mark-all-read', body: { all: true } };
      },
    ],
    'PUT /notifications/defaults/{type}': [
      'update notification_defaults: before, after',
      async () => ({
        path: '/notifications/defaults/mention',
        body: { whatsapp: await one<boolean>(`select not whatsapp from notification_defaults where type = 'mention'`) },
      }),
    ],
    'PUT /notifications/preferences/{user_id}': [
      'update notification_preferences: before, after',
      async () => {
        const known = await one<string | null>('select max(quiet_from) from notification_settings where user_id = $1', [adminId()]);
        return { path: `/notifications/preferences/${adminId()}`, body: { quiet_from: known === '21:00' ? '22:00' : '21:00' } };
      },
    ],
    'POST /notifications/approval-requests': [
      'insert approval_requests: after & update approval_requests: before, after',
      async () => ({
        path: '/notifications/approval-requests',
        body: { kind: 'deletion', entity_id: (await make('/customers', { name: 'Asha Rao' })).id },
      }),
    ],
    'POST /notifications/approval-requests/{id}/approve': [
      'approve approval_requests: before, after & update customers: before, after & update notifications: before, after',
      async () => ({ path: `${await asked()}/approve`, body: {} }),
    ],
    'POST /notifications/approval-requests/{id}/reject': [
      'reject approval_requests: before, after & update notifications: before, after',
      async () => ({ path: `${await asked()}/reject`, body: { reason: 'Still has an open order.' } }),
    ],
    'POST /notifications/approval-requests/{id}/withdraw': [
      'withdraw approval_requests: before, after',
      async () => ({ path: `${await asked('admin')}/withdraw`, body: {} }),
    ],
    'PUT /notifications/approval-limits': [
      'insert approval_limits: after',
      async () => {
        const { id: role_id } = await make('/roles', { name: `limits_${randomUUID().slice(0, 8)}` });
        return { path: '/notifications/approval-limits', body: { role_id, kind: 'deletion', currency: 'INR', max_amount_minor: 100 } };
      },
    ],
  };
}

export function visits({ product, one, adminId }: WritesWorld): Visits {
  const mine = () =>
    one(`select notify_once($1, 'calls', 'test', 'Title', '', null, null, gen_random_uuid()::text)`, [adminId()]) as Promise<string>;
  const leave = () => {
    const preferences = product().app.get(NotificationPreferencesService, { strict: false });
    return `/notifications/unsubscribe?${preferences.unsubscribeQuery(adminId(), 'mention', new Date())}`;
  };
  return {
    'GET /notifications/unread-count/{user_id}': async () => ({ path: `/notifications/unread-count/${adminId()}` }),
    'GET /notifications/preferences/{user_id}': async () => ({ path: `/notifications/preferences/${adminId()}` }),
    'GET /notifications/{id}': async () => ({ path: `/notifications/${await mine()}` }),
    'GET /notifications/{id}/deliveries': async () => ({ path: `/notifications/${await mine()}/deliveries` }),
    'GET /notifications/unsubscribe': async () => ({ path: leave() }),
    'POST /notifications/unsubscribe': async () => ({ path: leave() }),
  };
}
