import { type Columns, insertRow, type Queryable } from './emails.js';

/** An open conversation of a contact, who wrote last at `last_customer_at`; both are given back. */
export async function makeConversation(
  database: Queryable,
  provider: { id: string; kind?: unknown; business_number?: unknown },
  { last_customer_at = null, contact = {}, ...columns }: { last_customer_at?: unknown; contact?: Columns } & Columns = {},
) {
  const who = await insertRow(database, 'chat_contacts', {
    business_number: provider.business_number,
    name: 'Asha',
    phone: '+918123456789',
    last_customer_at,
    ...contact,
  });
  const conversation = await insertRow(database, 'conversations', {
    contact_id: who.id,
    provider_id: provider.id,
    channel: provider.kind,
    business_number: provider.business_number,
    customer_id: who['customer_id'] ?? null,
    contact_name: who['name'],
    contact_phone: who['phone'],
    ...columns,
  });
  return { ...conversation, contact: who };
}
