// Written by `npm run docs:events` from the events that the modules declare; do not edit it.
// It needs nothing else: copy it, or import it.
//
//   import { io, type Socket } from 'socket.io-client';
//   const calls: Socket<ServerEvents['calls'], ClientEvents> = io(`${url}/calls`, {
//     transports: ['websocket'], // long polling needs sticky sessions behind several nodes
//     auth: (set) => set({ token, after, scope }),
//   });
//   calls.on('call_attempt:updated', ({ seq, entity_id, payload }) => { … });

/** An event of the feed. */
export interface FeedMessage<P> {
  /** Its place in the feed, ascending: give the last one as `after` when you come back. */
  seq: number;
  /** `<entity>:<verb>` */
  event: string;
  entity_id: string;
  payload: P;
  /** When the transaction of the change began, ISO 8601. */
  at: string;
}

/** It is gone, or no longer yours. */
export type NoPayload = Record<string, never>;

export interface EmailChange {
  /** uuid */
  support_email_id: string;
  /** uuid */
  thread_id: string;
  direction: 'inbound' | 'outbound';
  kind: 'message' | 'auto_reply' | 'bounce' | 'list' | 'loop';
  from_email: string;
  from_name: string;
  subject: string;
  snippet: string;
  /** instant */
  received_at: string;
  has_attachments: boolean;
  /** uuid or null */
  customer_id: string | null;
  is_read: boolean;
  status: 'open' | 'pending' | 'resolved' | 'closed' | 'spam';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  category: string | null;
  sentiment: 'positive' | 'neutral' | 'negative' | null;
  language: string | null;
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  triage_state: 'none' | 'pending' | 'done' | 'failed' | 'blocked';
  send_state: 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled' | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface EmailThreadChange {
  /** uuid */
  support_email_id: string;
  subject: string;
  /** uuid or null */
  customer_id: string | null;
  message_count: number;
  unread_count: number;
  /** instant or null */
  last_message_at: string | null;
  last_direction: 'inbound' | 'outbound' | null;
  status: 'open' | 'pending' | 'resolved' | 'closed' | 'spam';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  version: number;
}

export interface SupportEmailChange {
  email_address: string;
  display_name: string;
  is_active: boolean;
  is_watched: boolean;
  state: 'stopped' | 'connecting' | 'syncing' | 'watching' | 'backoff' | 'reconnect_needed';
  last_error_code: string | null;
  /** instant or null */
  deleted_at: string | null;
}

export interface ChatProviderChange {
  slug: string;
  kind: 'interakt' | 'netcore';
  name: string;
  default_team: string | null;
  is_active: boolean;
  silence_minutes: number | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface ChatTriageChange {
  /** uuid */
  conversation_id: string;
  /** uuid or null */
  message_id: string | null;
  adapter: 'gemini' | 'rules';
  state: 'done' | 'failed' | 'blocked';
  /** instant */
  created_at: string;
}

export interface ConversationChange {
  /** uuid */
  contact_id: string;
  /** uuid */
  provider_id: string;
  channel: 'interakt' | 'netcore';
  /** uuid or null */
  customer_id: string | null;
  contact_name: string;
  status: 'open' | 'pending' | 'snoozed' | 'resolved';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  labels: string[];
  /** instant or null */
  snoozed_until: string | null;
  cycle: number;
  message_count: number;
  unread_count: number;
  /** instant */
  last_message_at: string;
  last_message_preview: string;
  last_message_type:
    | 'text'
    | 'image'
    | 'document'
    | 'audio'
    | 'video'
    | 'sticker'
    | 'location'
    | 'contacts'
    | 'interactive'
    | 'template'
    | 'order'
    | 'system'
    | 'unsupported'
    | null;
  last_direction: 'inbound' | 'outbound' | null;
  /** instant or null */
  waiting_since: string | null;
  /** instant or null */
  window_closes_at: string | null;
  /** uuid or null */
  merged_into: string | null;
  version: number;
}

export interface ConversationNoteChange {
  /** uuid */
  conversation_id: string;
  mentions: string[];
  /** uuid */
  created_by: string;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface MessageChange {
  /** uuid */
  conversation_id: string;
  /** uuid */
  contact_id: string;
  /** uuid or null */
  customer_id: string | null;
  direction: 'inbound' | 'outbound';
  source: 'customer' | 'agent' | 'external_app' | 'automatic';
  type:
    | 'text'
    | 'image'
    | 'document'
    | 'audio'
    | 'video'
    | 'sticker'
    | 'location'
    | 'contacts'
    | 'interactive'
    | 'template'
    | 'order'
    | 'system'
    | 'unsupported';
  preview: string;
  /** instant */
  at: string;
  /** uuid or null */
  created_by: string | null;
  /** uuid or null */
  reply_to_id: string | null;
  media_count: number;
  reactions: { emoji: string; direction: 'inbound' | 'outbound'; at: string }[];
  status: 'queued' | 'sending' | 'unknown' | 'sent' | 'failed' | 'delivered' | 'read' | 'played' | 'cancelled' | null;
  /** instant or null */
  delivered_at: string | null;
  /** instant or null */
  read_at: string | null;
  error_code: string | null;
  /** instant or null */
  edited_at: string | null;
  /** instant or null */
  deleted_at: string | null;
}

export interface MessageMediaChange {
  /** uuid */
  message_id: string;
  position: number;
  state: 'wanted' | 'stored' | 'missing';
  reason: string | null;
  mime: string | null;
  file_name: string;
  size: number | null;
}

export interface CallAttemptChange {
  kind: 'click_to_call' | 'outbound';
  agent_number: string;
  customer_number: string;
  state: 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'failed' | 'cancelled';
  status: string;
  outcome: string;
  /** instant or null */
  started_at: string | null;
  /** instant or null */
  ended_at: string | null;
  /** seconds or null */
  duration: number | null;
  /** seconds or null */
  billsec: number | null;
  has_recording: boolean;
  reports: number;
  call_log_id: string | null;
  error_code: string | null;
  /** uuid or null */
  requested_by: string | null;
  /** instant */
  created_at: string;
}

export interface CallCategoryChange {
  /** uuid or null */
  parent_id: string | null;
  department: string | null;
  name: string;
  position: number;
  is_active: boolean;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface IvrCallChange {
  /** uuid */
  provider_id: string;
  status: 'live' | 'hangup' | 'missed' | 'answered' | 'completed';
  direction: 'inbound' | 'outbound' | null;
  customer_number: string | null;
  /** uuid or null */
  customer_id: string | null;
  department: string | null;
  /** uuid or null */
  agent_id: string | null;
  agent_name: string | null;
  /** uuid or null */
  assignee_id: string | null;
  /** uuid or null */
  category_id: string | null;
  /** instant */
  started_at: string;
  /** instant or null */
  answered_at: string | null;
  /** instant or null */
  ended_at: string | null;
  talk_seconds: number | null;
  is_missed_entry: boolean;
  missed_count: number;
  /** instant or null */
  closed_at: string | null;
  attempts: number;
  is_sla_breached: boolean;
  version: number;
}

export interface IvrProviderChange {
  slug: string;
  name: string;
  is_active: boolean;
  default_department: string | null;
  silence_minutes: number | null;
  mapping_version: number;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface SyncRunChange {
  /** date */
  from_date: string;
  /** date */
  to_date: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  trigger: string;
  /** date or null */
  next_date: string | null;
  pages: number;
  synced: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
  error_code: string | null;
}

export interface ApprovalRequestChange {
  kind: string;
  entity_type: string;
  entity_id: string;
  status: 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'void';
  level: number;
  /** uuid or null */
  requested_by: string | null;
  /** uuid or null */
  decided_by: string | null;
  /** instant */
  expires_at: string;
  version: number;
}

export interface NotificationChange {
  module: string;
  type: string;
  title: string;
  body: string;
  entity_type: string | null;
  entity_id: string | null;
  /** instant */
  created_at: string;
}

export interface NotificationReceiptChange {
  status: 'unread' | 'read' | 'actioned' | 'dismissed';
  /** instant or null */
  read_at: string | null;
}

export interface AgentFeedbackChange {
  status: 'new' | 'acknowledged' | 'answered' | 'closed';
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface AgriConsultationChange {
  number: string;
  status: 'open' | 'advised' | 'following_up' | 'closed' | 'cancelled';
  /** uuid or null */
  customer_id: string | null;
  crop: string;
  season: 'kharif' | 'rabi' | 'zaid';
  query_type: 'pest' | 'disease' | 'weed' | 'nutrient' | 'water' | 'weather' | 'seed' | 'market' | 'other';
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  outcome: 'recovered' | 'improved' | 'unchanged' | 'worse' | 'unknown' | null;
  /** date or null */
  follow_up_on: string | null;
  /** instant or null */
  last_told_at: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface AuditChange {
  number: string;
  status: 'pending' | 'in_progress' | 'scored' | 'acknowledged' | 'disputed' | 'resolved' | 'cancelled';
  entity_type: 'email_thread' | 'conversation' | 'ivr_call' | 'call' | 'ticket';
  /** uuid */
  scorecard_id: string;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface CoachingTaskChange {
  status: 'open' | 'in_progress' | 'done' | 'cancelled';
  /** date or null */
  due_on: string | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface CorrectiveActionChange {
  status: 'planned' | 'in_progress' | 'done' | 'cancelled';
  /** uuid */
  cause_id: string;
  product_id: string;
  title: string;
  /** uuid or null */
  owner_id: string | null;
  /** date or null */
  due_on: string | null;
  /** date or null */
  done_on: string | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface CustomerChange {
  display_name: string;
  tier: 'vip' | 'high' | 'normal' | 'low';
  language: string;
  /** uuid or null */
  owner_id: string | null;
  blocked: boolean;
  /** uuid or null */
  merged_into: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface CustomerEventChange {
  /** uuid */
  customer_id: string;
  event_type: string;
  title: string;
  /** instant */
  occurred_at: string;
  /** uuid or null */
  agent_id: string | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface CustomerFeedbackChange {
  status: 'new' | 'in_review' | 'answered' | 'closed';
  kind: 'complaint' | 'praise' | 'suggestion' | 'question';
  channel: 'email' | 'chat' | 'call' | 'web' | 'in_person' | 'other';
  topic: string | null;
  rating: number | null;
  is_anonymous: boolean;
  /** uuid or null */
  customer_id: string | null;
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface ImportChange {
  kind: string;
  state: 'previewing' | 'previewed' | 'running' | 'done' | 'failed' | 'cancelled';
  total: number;
  done: number;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
  error_code: string | null;
}

export interface LeadChange {
  number: string;
  /** uuid or null */
  customer_id: string | null;
  matter: string;
  property: string;
  source: 'website' | 'phone' | 'email' | 'whatsapp' | 'youtube' | 'video_call' | 'referral' | 'walk_in' | 'import' | 'other';
  status: 'new' | 'contacted' | 'qualified' | 'proposal' | 'won' | 'lost';
  score: number;
  priority: 'low' | 'normal' | 'high' | 'urgent';
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  value_minor: number;
  currency: string;
  /** instant or null */
  next_action_at: string | null;
  touches: number;
  /** instant or null */
  waiting_since: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface RefundChange {
  number: string;
  status: 'pending' | 'in_review' | 'approved' | 'processing' | 'failed' | 'paid' | 'rejected' | 'cancelled' | 'reversed';
  /** uuid or null */
  customer_id: string | null;
  order_number: string;
  reason_code: 'damaged' | 'wrong_item' | 'missing_item' | 'quality' | 'late' | 'order_cancelled' | 'charged_twice' | 'other';
  amount_minor: number;
  currency: string;
  /** uuid or null */
  assignee_id: string | null;
  version: number;
}

export interface ReturnRcaChange {
  number: string;
  status: 'open' | 'in_analysis' | 'concluded' | 'cancelled';
  /** uuid or null */
  customer_id: string | null;
  /** uuid or null */
  refund_id: string | null;
  order_number: string;
  product_id: string;
  batch: string;
  quantity: number;
  cost_minor: number;
  currency: string;
  /** date */
  returned_on: string;
  /** uuid or null */
  primary_cause_id: string | null;
  /** uuid or null */
  assignee_id: string | null;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface SlaClockChange {
  entity_type: string;
  /** uuid */
  entity_id: string;
  metric: 'first_response' | 'next_response' | 'resolution';
  cycle: number;
  state: 'running' | 'at_risk' | 'paused' | 'breached' | 'met' | 'late' | 'missed' | 'cancelled';
  /** instant or null */
  due_at: string | null;
  /** instant or null */
  ended_at: string | null;
  team: string | null;
  /** uuid or null */
  agent_id: string | null;
}

export interface SurveyChange {
  name: string;
  kind: 'csat' | 'nps' | 'ces' | 'choice' | 'text';
  is_active: boolean;
  revision: number;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface SurveyInvitationChange {
  /** uuid */
  survey_id: string;
  state: 'waiting' | 'sent' | 'answered' | 'suppressed' | 'failed';
  reason: string | null;
  channel: 'email' | 'whatsapp' | null;
  /** uuid or null */
  customer_id: string | null;
  entity_type: string | null;
  entity_id: string | null;
  /** uuid or null */
  agent_id: string | null;
  team: string | null;
  /** instant or null */
  sent_at: string | null;
  version: number;
}

export interface SurveyResponseChange {
  /** uuid */
  survey_id: string;
  /** uuid */
  invitation_id: string;
  kind: 'csat' | 'nps' | 'ces' | 'choice' | 'text';
  score: number | null;
  channel: 'email' | 'whatsapp' | null;
  /** uuid or null */
  customer_id: string | null;
  entity_type: string | null;
  entity_id: string | null;
  /** uuid or null */
  agent_id: string | null;
  team: string | null;
  /** uuid or null */
  ticket_id: string | null;
  version: number;
}

export interface TicketChange {
  number: string;
  subject: string;
  status: 'open' | 'pending' | 'on_hold' | 'snoozed' | 'resolved' | 'closed';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  category: string | null;
  channel: 'email' | 'chat' | 'call' | 'manual';
  team: string | null;
  /** uuid or null */
  assignee_id: string | null;
  /** uuid or null */
  customer_id: string | null;
  tags: string[];
  /** instant or null */
  due_at: string | null;
  /** instant or null */
  snoozed_until: string | null;
  cycle: number;
  /** instant or null */
  waiting_since: string | null;
  /** uuid or null */
  merged_into: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface TicketCommentChange {
  /** uuid */
  ticket_id: string;
  visibility: 'public' | 'internal';
  source: 'customer' | 'agent' | 'automatic';
  mentions: string[];
  /** uuid or null */
  email_id: string | null;
  /** uuid or null */
  message_id: string | null;
  flags: string[];
  /** instant or null */
  failed_at: string | null;
  /** uuid or null */
  created_by: string | null;
  /** instant */
  created_at: string;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface VideoCallLeadChange {
  /** uuid */
  lead_id: string;
  /** uuid or null */
  customer_id: string | null;
  source: 'website' | 'phone' | 'email' | 'whatsapp' | 'youtube' | 'referral' | 'walk_in' | 'other';
  interest: string;
  status: 'new' | 'booked' | 'completed' | 'no_show' | 'cancelled';
  outcome: 'bought' | 'interested' | 'undecided' | 'not_interested' | null;
  /** uuid or null */
  assignee_id: string | null;
  /** instant or null */
  starts_at: string | null;
  /** instant or null */
  ends_at: string | null;
  value_minor: number;
  currency: string;
  /** instant or null */
  follow_up_at: string | null;
  team: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface WorkflowChange {
  name: string;
  is_active: boolean;
  trigger_type: 'event' | 'time' | 'schedule' | 'webhook';
  entity_type: string;
  version: number;
  /** instant or null */
  deleted_at: string | null;
}

export interface YoutubeLeadChange {
  number: string;
  /** uuid */
  lead_id: string;
  /** uuid or null */
  customer_id: string | null;
  video_id: string;
  author_name: string;
  comment: string;
  intent: 'buy' | 'price' | 'demo' | 'support' | 'complaint' | 'question';
  status: 'new' | 'replied' | 'qualified' | 'converted' | 'dismissed';
  source_state: 'live' | 'edited' | 'removed';
  comments: number;
  /** uuid or null */
  assignee_id: string | null;
  team: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface AgentChange {
  name: string;
  /** uuid or null */
  user_id: string | null;
  is_active: boolean;
  status: string;
  availability: 'available' | 'busy' | 'wrap_up' | 'away' | 'offline';
  /** instant */
  status_since: string;
  /** instant or null */
  clocked_in_at: string | null;
  /** instant or null */
  deleted_at: string | null;
  version: number;
}

export interface AgentPresenceChange {
  is_connected: boolean;
  /** instant */
  since: string;
}

export interface QueryAssignmentChange {
  entity_type: string;
  /** uuid */
  entity_id: string;
  channel: 'email' | 'chat' | 'call' | 'ticket';
  team: string | null;
  /** uuid */
  agent_id: string;
  status: 'open' | 'claimed' | 'accepted' | 'done' | 'returned' | 'released' | 'transferred' | 'cancelled';
  source: 'person' | 'router' | 'claim' | 'item' | 'rule';
  /** instant */
  assigned_at: string;
  /** instant or null */
  lease_until: string | null;
  /** instant or null */
  ended_at: string | null;
  version: number;
}

/** The server's events: namespace, event, message. */
export interface ServerMessages {
  emails: {
    /** An e-mail arrived, or one was written to be sent. */
    'email:created': FeedMessage<EmailChange>;
    /** It was read, assigned, triaged, sent; with `deleted_at` it was deleted. */
    'email:updated': FeedMessage<EmailChange>;
    /** Its row was deleted for good. */
    'email:removed': FeedMessage<NoPayload>;
    /** A new matter began. */
    'email_thread:created': FeedMessage<EmailThreadChange>;
    /** It went on. */
    'email_thread:updated': FeedMessage<EmailThreadChange>;
    /** It was deleted. */
    'email_thread:removed': FeedMessage<NoPayload>;
    /** A mailbox was added. */
    'support_email:created': FeedMessage<SupportEmailChange>;
    /** It was changed, or its state did; with `deleted_at` it was removed. */
    'support_email:updated': FeedMessage<SupportEmailChange>;
    /** Its row was deleted. */
    'support_email:removed': FeedMessage<NoPayload>;
  };
  chats: {
    /** A chat provider was added. */
    'chat_provider:created': FeedMessage<ChatProviderChange>;
    /** It was changed; with `deleted_at` it was removed. */
    'chat_provider:updated': FeedMessage<ChatProviderChange>;
    /** Its row was deleted. */
    'chat_provider:removed': FeedMessage<NoPayload>;
    /** A conversation was triaged. */
    'chat_triage:created': FeedMessage<ChatTriageChange>;
    /** The row was changed. */
    'chat_triage:updated': FeedMessage<ChatTriageChange>;
    /** Its row was deleted. */
    'chat_triage:removed': FeedMessage<NoPayload>;
    /** A customer began a conversation. */
    'conversation:created': FeedMessage<ConversationChange>;
    /** It went on, or somebody changed it; with `merged_into` another one took it in. */
    'conversation:updated': FeedMessage<ConversationChange>;
    /** Its row was deleted. */
    'conversation:removed': FeedMessage<NoPayload>;
    /** A note was written. */
    'conversation_note:created': FeedMessage<ConversationNoteChange>;
    /** It was changed; with `deleted_at` it was taken away. */
    'conversation_note:updated': FeedMessage<ConversationNoteChange>;
    /** Its row was deleted. */
    'conversation_note:removed': FeedMessage<NoPayload>;
    /** A message came, or one was written to be sent. */
    'message:created': FeedMessage<MessageChange>;
    /** It was delivered, read, edited, reacted to; with `deleted_at` its writer took it back. */
    'message:updated': FeedMessage<MessageChange>;
    /** Its row was deleted. */
    'message:removed': FeedMessage<NoPayload>;
    /** A message came with a file. */
    'message_media:created': FeedMessage<MessageMediaChange>;
    /** The file was fetched, or cannot be. */
    'message_media:updated': FeedMessage<MessageMediaChange>;
    /** Its row was deleted. */
    'message_media:removed': FeedMessage<NoPayload>;
  };
  calls: {
    /** A call is to be placed. */
    'call_attempt:created': FeedMessage<CallAttemptChange>;
    /** It went on: dialled, reported, found in the log. */
    'call_attempt:updated': FeedMessage<CallAttemptChange>;
    /** It was deleted. */
    'call_attempt:removed': FeedMessage<NoPayload>;
    /** A call category was added. */
    'call_category:created': FeedMessage<CallCategoryChange>;
    /** It was changed or moved; with `deleted_at` it was deleted. */
    'call_category:updated': FeedMessage<CallCategoryChange>;
    /** Its row was deleted. */
    'call_category:removed': FeedMessage<NoPayload>;
    /** A call came, or went out. */
    'ivr_call:created': FeedMessage<IvrCallChange>;
    /** It went on or ended, or somebody did something with it. */
    'ivr_call:updated': FeedMessage<IvrCallChange>;
    /** Under another mapping it is no call any more. */
    'ivr_call:removed': FeedMessage<NoPayload>;
    /** An IVR provider was added. */
    'ivr_provider:created': FeedMessage<IvrProviderChange>;
    /** It was changed; with `deleted_at` it was removed. */
    'ivr_provider:updated': FeedMessage<IvrProviderChange>;
    /** Its row was deleted. */
    'ivr_provider:removed': FeedMessage<NoPayload>;
    /** A sync of call logs was ordered. */
    'sync_run:created': FeedMessage<SyncRunChange>;
    /** It went on, or ended. */
    'sync_run:updated': FeedMessage<SyncRunChange>;
    /** It was deleted. */
    'sync_run:removed': FeedMessage<NoPayload>;
  };
  notifications: {
    /** An approval was asked for. */
    'approval_request:created': FeedMessage<ApprovalRequestChange>;
    /** It was decided, escalated, or ended otherwise. */
    'approval_request:updated': FeedMessage<ApprovalRequestChange>;
    /** Its row was deleted. */
    'approval_request:removed': FeedMessage<NoPayload>;
    /** A notice for people was written; one with a receiver goes to that person alone. */
    'notification:created': FeedMessage<NotificationChange>;
    /** A notice came into your list. */
    'notification_receipt:created': FeedMessage<NotificationReceiptChange>;
    /** You read it, did what it asks for, or dismissed it. */
    'notification_receipt:updated': FeedMessage<NotificationReceiptChange>;
    /** It was deleted. */
    'notification_receipt:removed': FeedMessage<NoPayload>;
  };
  tickets: {
    /** Feedback was given. */
    'agent_feedback:created': FeedMessage<AgentFeedbackChange>;
    /** It took a step, or was changed. */
    'agent_feedback:updated': FeedMessage<AgentFeedbackChange>;
    /** Its row was deleted. */
    'agent_feedback:removed': FeedMessage<NoPayload>;
    /** A farmer asked. */
    'agri_consultation:created': FeedMessage<AgriConsultationChange>;
    /** It took a step, was changed, or advice reached the farmer; with `deleted_at` it was deleted. */
    'agri_consultation:updated': FeedMessage<AgriConsultationChange>;
    /** Its row was deleted, or is seen no more. */
    'agri_consultation:removed': FeedMessage<NoPayload>;
    /** Work was picked to be scored. */
    'audit:created': FeedMessage<AuditChange>;
    /** It took a step, or was changed; with `deleted_at` it was deleted. */
    'audit:updated': FeedMessage<AuditChange>;
    /** Its row was deleted. */
    'audit:removed': FeedMessage<NoPayload>;
    /** There is a coaching task. */
    'coaching_task:created': FeedMessage<CoachingTaskChange>;
    /** It took a step, or was changed; with `deleted_at` it was deleted. */
    'coaching_task:updated': FeedMessage<CoachingTaskChange>;
    /** Its row was deleted. */
    'coaching_task:removed': FeedMessage<NoPayload>;
    /** A corrective action was planned. */
    'corrective_action:created': FeedMessage<CorrectiveActionChange>;
    /** It took a step, or was changed; with `deleted_at` it was deleted. */
    'corrective_action:updated': FeedMessage<CorrectiveActionChange>;
    /** Its row was deleted. */
    'corrective_action:removed': FeedMessage<NoPayload>;
    /** Somebody wrote or called for the first time, or was entered. */
    'customer:created': FeedMessage<CustomerChange>;
    /** It was changed, merged (`merged_into`), taken apart again or deleted (`deleted_at`). */
    'customer:updated': FeedMessage<CustomerChange>;
    /** Its row was deleted. */
    'customer:removed': FeedMessage<NoPayload>;
    /** An event was added to a timeline. */
    'customer_event:created': FeedMessage<CustomerEventChange>;
    /** It was corrected, or deleted (`deleted_at`). */
    'customer_event:updated': FeedMessage<CustomerEventChange>;
    /** Its row was deleted. */
    'customer_event:removed': FeedMessage<NoPayload>;
    /** A customer said what he thinks. */
    'customer_feedback:created': FeedMessage<CustomerFeedbackChange>;
    /** It took a step, or was changed. */
    'customer_feedback:updated': FeedMessage<CustomerFeedbackChange>;
    /** Its row was deleted. */
    'customer_feedback:removed': FeedMessage<NoPayload>;
    /** A file was uploaded. */
    'import:created': FeedMessage<ImportChange>;
    /** More rows were read (`done` of `total`), or the state changed. */
    'import:updated': FeedMessage<ImportChange>;
    /** It was deleted. */
    'import:removed': FeedMessage<NoPayload>;
    /** Somebody may buy. */
    'lead:created': FeedMessage<LeadChange>;
    /** It took a step, was touched or changed; `deleted_at` is set when it was deleted. */
    'lead:updated': FeedMessage<LeadChange>;
    /** Its row was deleted. */
    'lead:removed': FeedMessage<NoPayload>;
    /** A refund was asked for. */
    'refund:created': FeedMessage<RefundChange>;
    /** It took a step, or was changed. */
    'refund:updated': FeedMessage<RefundChange>;
    /** Its row was deleted. */
    'refund:removed': FeedMessage<NoPayload>;
    /** A return was recorded. */
    'return_rca:created': FeedMessage<ReturnRcaChange>;
    /** It took a step, or was changed; with `deleted_at` it was deleted. */
    'return_rca:updated': FeedMessage<ReturnRcaChange>;
    /** Its row was deleted. */
    'return_rca:removed': FeedMessage<NoPayload>;
    /** A clock started. */
    'sla_clock:created': FeedMessage<SlaClockChange>;
    /** It is due at another moment, at risk, breached, paused or ended. */
    'sla_clock:updated': FeedMessage<SlaClockChange>;
    /** It is not counted any more: what started it was deleted or turned out to be spam. */
    'sla_clock:removed': FeedMessage<NoPayload>;
    /** A survey was made. */
    'survey:created': FeedMessage<SurveyChange>;
    /** It was changed; `deleted_at` is set when it was deleted. */
    'survey:updated': FeedMessage<SurveyChange>;
    /** Its row was deleted. */
    'survey:removed': FeedMessage<NoPayload>;
    /** A customer is to be asked. */
    'survey_invitation:created': FeedMessage<SurveyInvitationChange>;
    /** He was asked, answered, or was not asked. */
    'survey_invitation:updated': FeedMessage<SurveyInvitationChange>;
    /** Its row was deleted. */
    'survey_invitation:removed': FeedMessage<NoPayload>;
    /** A customer answered. */
    'survey_response:created': FeedMessage<SurveyResponseChange>;
    /** He changed the answer, or it led to something. */
    'survey_response:updated': FeedMessage<SurveyResponseChange>;
    /** Its row was deleted. */
    'survey_response:removed': FeedMessage<NoPayload>;
    /** A ticket was made. */
    'ticket:created': FeedMessage<TicketChange>;
    /** It took a step, was changed, or the customer wrote; with `merged_into` it was merged, with `deleted_at` deleted. */
    'ticket:updated': FeedMessage<TicketChange>;
    /** Its row was deleted. */
    'ticket:removed': FeedMessage<NoPayload>;
    /** The customer wrote, was answered, or a colleague commented. */
    'ticket_comment:created': FeedMessage<TicketCommentChange>;
    /** It was changed, went to another ticket, or turned out not to have arrived; with `deleted_at` it was deleted. */
    'ticket_comment:updated': FeedMessage<TicketCommentChange>;
    /** Its row was deleted. */
    'ticket_comment:removed': FeedMessage<NoPayload>;
    /** A customer wants to be shown something by video. */
    'video_call_lead:created': FeedMessage<VideoCallLeadChange>;
    /** It was booked, took place or changed; `deleted_at` is set when it was deleted. */
    'video_call_lead:updated': FeedMessage<VideoCallLeadChange>;
    /** Its row was deleted. */
    'video_call_lead:removed': FeedMessage<NoPayload>;
    /** A rule was made. */
    'workflow:created': FeedMessage<WorkflowChange>;
    /** It was changed, or switched on or off; with `deleted_at` deleted. */
    'workflow:updated': FeedMessage<WorkflowChange>;
    /** Its row was deleted. */
    'workflow:removed': FeedMessage<NoPayload>;
    /** Somebody wants something under a video. */
    'youtube_lead:created': FeedMessage<YoutubeLeadChange>;
    /** It took a step, or its comments changed; `deleted_at` is set when it was deleted. */
    'youtube_lead:updated': FeedMessage<YoutubeLeadChange>;
    /** Its row was deleted. */
    'youtube_lead:removed': FeedMessage<NoPayload>;
  };
  agents: {
    /** An agent was entered. */
    'agent:created': FeedMessage<AgentChange>;
    /** The status changed, work began or ended, the agent was changed or deleted (`deleted_at`). */
    'agent:updated': FeedMessage<AgentChange>;
    /** The row was deleted. */
    'agent:removed': FeedMessage<NoPayload>;
    /** A socket of the agent was opened for the first time. */
    'agent_presence:created': FeedMessage<AgentPresenceChange>;
    /** The first socket of the agent was opened, or the last one closed. */
    'agent_presence:updated': FeedMessage<AgentPresenceChange>;
    /** The row was deleted. */
    'agent_presence:removed': FeedMessage<NoPayload>;
    /** An agent was given something, or took it. */
    'query_assignment:created': FeedMessage<QueryAssignmentChange>;
    /** The agent accepted it, or has it no longer (`ended_at`). */
    'query_assignment:updated': FeedMessage<QueryAssignmentChange>;
    /** Its row was deleted. */
    'query_assignment:removed': FeedMessage<NoPayload>;
  };
}

/** What comes in every namespace besides. */
export interface ControlMessages {
  /** All up to `seq` was sent; what follows is live. `scope` stands for what may be seen: send it back with `after`. */
  ready: { seq: number; scope: string };
  /** Load the state again: events are missing, or other ones may be seen now. What follows is live, from `seq` on. */
  resync: { reason: 'retention' | 'unknown_seq' | 'permissions'; seq: number; oldest_seq: number; scope: string };
  /** Who looks at something that this connection looks at too (`view`), whenever that changes; oneself included. */
  viewers: { type: string; id: string; viewers: { user_id: string; name: string; is_typing: boolean; since: string }[] };
  /** The token is not valid any more; the socket is closed right after. */
  'session:expired': { code: 'unauthenticated' };
}

export type Namespace = keyof ServerMessages;

type Listeners<M> = { [E in keyof M]: (message: M[E]) => void };

/** The first type argument of a socket: `Socket<ServerEvents['calls'], ClientEvents>`. */
export type ServerEvents = { [N in Namespace]: Listeners<ServerMessages[N] & ControlMessages> };

/** What is answered to `view`: who looks, or why not. */
export type ViewAnswer = { viewers: ControlMessages['viewers']['viewers'] } | { code: string; message: string };

/** What a client may say. */
export interface ClientEvents {
  /** That it wants to be told again from a place on. */
  resume: (place: { after?: number; scope?: string }) => void;
  /** That its user looks at something, and types or not: again every 20 seconds, while typing every 5; it expires after 45 and 8. */
  view: (thing: { type: string; id: string; typing?: boolean }, answer?: (answer: ViewAnswer) => void) => void;
  /** That he looks away. */
  leave: (thing: { type: string; id: string }, answer?: (answer: ViewAnswer) => void) => void;
}
