import { isWire } from '../../providers/whatsapp/wireValues.js';

/**
 * A body that says one item alone, as the provider would have sent it: what was parked can be seen by itself, and read again by a parser
 * that has learned to. Items come without what stood around them, so their shape tells which list they were in.
 */
export function bodyOfPart(raw: unknown): Buffer {
  return Buffer.from(JSON.stringify(wrapped(raw)));
}

function wrapped(raw: unknown): unknown {
  if (!isWire(raw)) return { incoming_message: [raw] };
  const cloud = (entry: unknown) => ({ object: 'whatsapp_business_account', entry: [entry] });
  const value = (inside: object) => cloud({ changes: [{ field: 'messages', value: inside }] });
  if ('data' in raw || 'entityType' in raw || 'version' in raw) return raw;
  if ('changes' in raw || Object.keys(raw).every((key) => key === 'id' || key === 'time')) return cloud(raw);
  if ('field' in raw && 'value' in raw) return cloud({ changes: [raw] });
  if ('ncmessage_id' in raw || 'recipient' in raw || 'status_remark' in raw) return { delivery_status: [raw] };
  if ('message_type' in raw || 'message_id' in raw || 'received_at' in raw || 'from_name' in raw) return { incoming_message: [raw] };
  if ('recipient_id' in raw || ('status' in raw && !('type' in raw))) return value({ statuses: [raw] });
  if ('from' in raw || 'timestamp' in raw || 'type' in raw) return value({ messages: [raw] });
  return { incoming_message: [raw] };
}
