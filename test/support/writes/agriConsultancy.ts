import { incoming, ingest, rowsOf } from '../factories/chats.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

const PRODUCT = { name: 'Neem oil', dose: 2.5, dose_unit: 'ml/l' };

let made = 0;

export function writes({ make, one, product }: WritesWorld): Writes {
  const body = { crop: 'cotton', query_type: 'pest' };
  const consultation = () => make('/agri-consultancy', body);
  /** Advice to a farmer who has just written. */
  const written = async () => {
    const slug = `agri-${++made}`;
    const account = { slug, kind: 'netcore' as const, name: 'Support', business_number: '+447700900170', api_key: 'a-key-of-the-provider' };
    const { id: provider_id } = await make('/chat-providers', account);
    const from = `44770090${4000 + made}`;
    const said = { incoming_message: [incoming({ from, to: account.business_number.slice(1), text_type: { text: 'Leaves curl' } })] };
    await ingest(product().database.pool, rowsOf({ ...account, id: provider_id }, said));
    const customer_id = await one(`select customer_id from conversations where contact_phone = $1`, [`+${from}`]);
    const { id } = await make('/agri-consultancy', { ...body, customer_id });
    const { advice } = await make<{ advice: { id: string }[] }>(`/agri-consultancy/${id}/advice`, { products: [PRODUCT] });
    return `/agri-consultancy/${id}/advice/${advice[0]!.id}/send`;
  };
  return {
    'POST /agri-consultancy': ['insert agri_consultations: after', async () => ({ path: '/agri-consultancy', body })],
    'PATCH /agri-consultancy/{id}': [
      'update agri_consultations: before, after',
      async () => ({ path: `/agri-consultancy/${(await consultation()).id}`, body: { query_type: 'disease' } }),
    ],
    'DELETE /agri-consultancy/{id}': [
      'update agri_consultations: before, after',
      async () => ({ path: `/agri-consultancy/${(await consultation()).id}` }),
    ],
    'POST /agri-consultancy/{id}/actions': [
      'close agri_consultations: before, after',
      async () => ({ path: `/agri-consultancy/${(await consultation()).id}/actions`, body: { action: 'close', outcome: 'recovered' } }),
    ],
    'POST /agri-consultancy/{id}/advice': [
      'advise agri_consultations: before, after & insert agri_advice: after',
      async () => ({ path: `/agri-consultancy/${(await consultation()).id}/advice`, body: { products: [PRODUCT] } }),
    ],
    'POST /agri-consultancy/{id}/advice/{advice_id}/send': [
      'send messages: after & send_advice agri_consultations',
      async () => ({ path: await written(), body: { via: 'whatsapp' } }),
    ],
  };
}

export function visits(world: WritesWorld): Visits {
  return {
    'POST /agri-consultancy/{id}/advice/{advice_id}/send': writes(world)['POST /agri-consultancy/{id}/advice/{advice_id}/send']![1],
  };
}
