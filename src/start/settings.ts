import { AGENTS } from '../agents/agents.settings.js';
import { AUTH } from '../auth/auth.settings.js';
import { CHAT_INGESTION } from '../chatIngestion/chatIngestion.settings.js';
import { PLATFORM, processVariables } from '../common/config/environment.js';
import { type CheckedSettings, checkSettings, describeSettings } from '../common/config/settings.js';
import { HEALTH } from '../common/health/health.settings.js';
import { HTTP } from '../common/http/http.settings.js';
import { IDEMPOTENCY } from '../common/idempotency/idempotency.settings.js';
import { IMPORTS } from '../common/imports/imports.settings.js';
import { WEBHOOK_INBOX } from '../common/webhookInbox/webhookInbox.settings.js';
import { CUSTOMERS } from '../customers/customers.settings.js';
import { DECISIONS } from '../decisions/decisions.settings.js';
import { TRIAGE } from '../emailTriage/emailTriage.settings.js';
import { GMAIL_INGESTION } from '../gmailIngestion/gmailIngestion.settings.js';
import { IVR_WEBHOOKS } from '../ivrWebhooks/ivrWebhooks.settings.js';
import { KALEYRA_VOICE } from '../kaleyraVoice/kaleyraVoice.settings.js';
import { GEMINI } from '../providers/gemini/gemini.settings.js';
import { GMAIL } from '../providers/gmail/gmail.settings.js';
import { INTERAKT } from '../providers/interakt/interakt.settings.js';
import { KALEYRA } from '../providers/kaleyra/kaleyra.settings.js';
import { MAIL } from '../providers/mail/mail.settings.js';
import { SURVEYS } from '../surveys/surveys.settings.js';
import { TICKETS } from '../tickets/tickets.settings.js';
import { NOTIFICATIONS } from '../notifications/notifications.settings.js';
import { QUERY_ASSIGNMENTS } from '../queryAssignments/queryAssignments.settings.js';
import { REFUNDS } from '../refunds/refunds.settings.js';
import { SHOP } from '../providers/shop/shop.settings.js';
import { YOUTUBE } from '../providers/youtube/youtube.settings.js';
import { VIDEO_CALL_LEADS } from '../videoCallLeads/videoCallLeads.settings.js';
import { NETCORE } from '../providers/netcore/netcore.settings.js';
import { WORKFLOWS } from '../workflows/workflows.settings.js';
import { WEBHOOK_SUBSCRIPTIONS } from '../webhookSubscriptions/webhookSubscriptions.settings.js';

/** All modules that declare settings, in the order of .env.example. */
const OWNERS = [
  AUTH,
  HTTP,
  HEALTH,
  IDEMPOTENCY,
  WEBHOOK_INBOX,
  IMPORTS,
  KALEYRA,
  KALEYRA_VOICE,
  MAIL,
  GMAIL,
  GMAIL_INGESTION,
  CHAT_INGESTION,
  IVR_WEBHOOKS,
  INTERAKT,
  NETCORE,
  GEMINI,
  CUSTOMERS,
  AGENTS,
  TRIAGE,
  DECISIONS,
  QUERY_ASSIGNMENTS,
  TICKETS,
  NOTIFICATIONS,
  SHOP,
  REFUNDS,
  SURVEYS,
  WORKFLOWS,
  VIDEO_CALL_LEADS,
  YOUTUBE,
  WEBHOOK_SUBSCRIPTIONS,
] as const;

/** All settings of the product, from these variables. Raises EnvironmentError. */
export function readSettings(source: Record<string, string | undefined>): CheckedSettings {
  return checkSettings(PLATFORM, OWNERS, source);
}

/** All settings of this process. Raises EnvironmentError. */
export function processSettings(): CheckedSettings {
  return readSettings(processVariables());
}

/** The text of .env.example. */
export function envExample(): string {
  return describeSettings([PLATFORM, ...OWNERS]);
}
