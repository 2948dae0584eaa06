import { duration, durations, integer, list, ports } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { optional, variable } from '../common/config/variables.js';

export const WEBHOOK_SUBSCRIPTIONS = settings(
  'webhookSubscriptions',
  {
    WEBHOOK_RETRY_SCHEDULE: variable(
      durations,
      'Delays before the attempts of a webhook delivery, each after the previous attempt.',
      '0s,5s,5m,30m,2h,5h,10h,10h',
    ),
    WEBHOOK_TIMEOUT: variable(duration, 'How long an endpoint may take to answer.', '15s'),
    WEBHOOK_DISABLE_AFTER: variable(duration, 'An endpoint is switched off after this time without a success.', '5d'),
    WEBHOOK_ENDPOINT_CONCURRENCY: variable(integer(1, 100), 'Simultaneous deliveries to one endpoint.', '8'),
    WEBHOOK_DELIVERY_RETENTION_DAYS: variable(integer(1, 3650), 'How long finished deliveries are kept.', '30'),
    WEBHOOK_ALLOW_PORTS: variable(ports, 'Ports that endpoints may use.', '443'),
    WEBHOOK_ALLOW_HTTP: optional(list, 'Hosts that may be called without TLS; embedded mode only.'),
    WEBHOOK_ALLOW_PRIVATE: optional(list, 'Hosts that may have private addresses; embedded mode only.'),
  },
  (own, { SUPABASE_URL }) => {
    const faults: string[] = [];
    for (const name of ['WEBHOOK_ALLOW_HTTP', 'WEBHOOK_ALLOW_PRIVATE'] as const) {
      if (SUPABASE_URL && own[name]?.length)
        faults.push(`${name} is set, but SUPABASE_URL is too: it is for trying things out on the embedded database.`);
    }
    if (own.WEBHOOK_RETRY_SCHEDULE[0] !== 0) faults.push('WEBHOOK_RETRY_SCHEDULE must begin with 0s: the first attempt is made at once.');
    return faults;
  },
);
