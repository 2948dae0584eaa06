import type { CreateIvrProviderDto, IvrProviderWithSecretDto } from '../../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';

let made = 0;

/** A provider of a made-up kind: `id`, `from`, `to`, `agent`, `at`, `st`, `digit`, `rec`, and a key that is not to be stored. */
export function ivrProvider(change: Partial<CreateIvrProviderDto> = {}): CreateIvrProviderDto {
  made += 1;
  const time = { transform: ['time:iso@Asia/Kolkata'] };
  return {
    slug: `provider-${process.pid}-${made}`,
    name: `Provider ${made}`,
    field_mapping: {
      call_id: { path: 'id' },
      customer_number: { path: 'from', transform: ['phone:IN'] },
      did_number: { path: 'to', transform: ['phone:IN'] },
      agent_number: { path: 'agent', transform: ['phone:IN'] },
      agent_name: { path: 'agent_name' },
      direction: { path: 'dir', default: 'inbound' },
      started_at: { path: 'start', ...time },
      event_at: { path: 'at', ...time },
      talk_seconds: { path: 'talk', transform: ['duration'] },
      ivr_digits: { path: 'digit' },
      department: { path: 'dept' },
      disposition_raw: { path: 'disposition' },
      recording_url: { path: 'rec', transform: ['url'] },
      redact: ['apikey'],
    },
    status_mapping: {
      path: 'st',
      map: { RING: 'live', TALK: 'live:connected', END: 'ended', OK: 'answered', NOANSWER: 'missed', MENU: 'hangup' },
      default: 'keep',
    },
    ...change,
  };
}

/** Tells the product something as the provider would; the answer's status. */
export async function tellIvr(
  { webhook_address_with_secret: address }: Pick<IvrProviderWithSecretDto, 'webhook_address_with_secret'>,
  event: Record<string, unknown>,
): Promise<number> {
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) });
  return response.status;
}
