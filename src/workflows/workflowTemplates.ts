import type { ExportedWorkflowDto } from './dto/workflow.dto.js';

/** Rules to begin with: each can be imported as it is. */
export const WORKFLOW_TEMPLATES: ExportedWorkflowDto[] = [
  {
    name: 'Angry e-mails of VIPs become urgent tickets',
    description: 'A negative e-mail of a VIP becomes an urgent ticket, and whoever sees tickets is told.',
    trigger: { type: 'event', kind: 'email', events: ['email:updated'] },
    conditions: {
      all: [
        { field: 'changed', operator: 'has_any', value: ['triage_state', 'sentiment'] },
        { field: 'direction', operator: 'equals', value: 'inbound' },
        { field: 'kind', operator: 'equals', value: 'message' },
        { field: 'sentiment', operator: 'equals', value: 'negative' },
        { field: 'customer_tier', operator: 'equals', value: 'vip' },
      ],
    },
    actions: [
      { action: 'create_ticket', params: { priority: 'urgent', tags: ['vip', 'angry'] } },
      { action: 'notify', params: { title: 'An angry VIP wrote: {{email.subject}}', priority: 'high' } },
    ],
  },
  {
    name: 'Ask how it was',
    description: 'A minute after a ticket was resolved the customer is asked, unless it was opened again.',
    trigger: { type: 'time', kind: 'ticket', field: 'resolved_at', minutes: 1 },
    conditions: {
      all: [
        { field: 'status', operator: 'in', value: ['resolved', 'closed'] },
        { field: 'customer_id', operator: 'is_present' },
        { field: 'channel', operator: 'in', value: ['email', 'chat'] },
      ],
    },
    actions: [{ action: 'send_survey', params: {} }],
  },
  {
    name: 'Acknowledge new e-mails',
    description:
      'Whoever writes about something new is told that it has arrived. Machines get no answer, and nobody more than a few a day.',
    trigger: { type: 'event', kind: 'email', events: ['email:created'] },
    conditions: {
      all: [
        { field: 'direction', operator: 'equals', value: 'inbound' },
        { field: 'kind', operator: 'equals', value: 'message' },
        { field: 'begins', operator: 'is_true' },
        { not: { field: 'status', operator: 'equals', value: 'spam' } },
      ],
    },
    actions: [
      {
        action: 'reply',
        params: { text: 'Thank you for your message about {{email.subject}}. It has arrived, and one of us will answer.' },
      },
    ],
  },
  {
    name: 'Tickets that are nearly due',
    description: 'Two hours before a ticket is due, whoever sees tickets is told.',
    trigger: { type: 'time', kind: 'ticket', field: 'due_at', minutes: -120 },
    conditions: { field: 'status', operator: 'in', value: ['open', 'pending', 'on_hold'] },
    actions: [{ action: 'notify', params: { title: '{{ticket.number}} is due in two hours', priority: 'high' } }],
  },
  {
    name: 'Remind the customer',
    description: 'Two business days after a ticket began to wait for the customer he is reminded, unless he writes.',
    trigger: { type: 'event', kind: 'ticket', events: ['ticket:updated'] },
    conditions: {
      all: [
        { field: 'changed', operator: 'has_any', value: ['status'] },
        { field: 'status', operator: 'equals', value: 'pending' },
      ],
    },
    actions: [
      { action: 'wait', params: { minutes: 960, business: true, cancel_on: ['customer_replied', 'resolved', 'closed', 'reopened'] } },
      { action: 'reply', params: { text: 'We still need your answer to go on with {{ticket.number}}.' } },
      { action: 'tag', params: { add: ['reminded'] } },
    ],
  },
  {
    name: 'Large refunds need an approval',
    description: 'A refund of 25,000 rupees and more is asked for before anybody pays it.',
    trigger: { type: 'event', kind: 'refund', events: ['refund:created'] },
    conditions: {
      all: [
        { field: 'amount_minor', operator: 'at_least', value: 2_500_000 },
        { field: 'currency', operator: 'equals', value: 'INR' },
      ],
    },
    actions: [
      { action: 'request_approval', params: { reason: 'A large refund, {{refund.number}}.' } },
      { action: 'timeline_event', params: { event_type: 'refund', title: 'The refund {{refund.number}} waits for an approval' } },
    ],
  },
  {
    name: 'Urgent tickets are given out at once',
    description: 'A ticket that becomes urgent and that nobody has is given to an agent by the router.',
    trigger: { type: 'event', kind: 'ticket', events: ['ticket:created', 'ticket:updated'] },
    conditions: {
      all: [
        { field: 'priority', operator: 'equals', value: 'urgent' },
        { field: 'assignee_id', operator: 'is_empty' },
        { field: 'status', operator: 'equals', value: 'open' },
      ],
    },
    actions: [
      { action: 'route', params: {} },
      { action: 'notify', params: { title: '{{ticket.number}} is urgent' } },
    ],
  },
  {
    name: 'Conversations without an answer',
    description: 'A chat that has waited for half an hour gets a high priority and is told of.',
    trigger: { type: 'time', kind: 'conversation', field: 'waiting_since', minutes: 30 },
    conditions: { field: 'status', operator: 'in', value: ['open', 'pending'] },
    actions: [
      { action: 'set_fields', params: { set: { priority: 'high' } } },
      { action: 'notify', params: { title: '{{conversation.contact_name | A customer}} has waited for half an hour' } },
    ],
  },
  {
    name: 'The list of the morning',
    description: 'On weekdays at nine, tickets on hold for more than three days are tagged and told of.',
    trigger: { type: 'schedule', kind: 'ticket', cron: '0 9 * * 1-5' },
    conditions: {
      all: [
        { field: 'status', operator: 'equals', value: 'on_hold' },
        { field: 'status_since', operator: 'older_than_minutes', value: 4_320 },
        { field: 'tags', operator: 'has_none', value: ['stale'] },
      ],
    },
    actions: [
      { action: 'tag', params: { add: ['stale'] } },
      { action: 'notify', params: { title: '{{ticket.number}} has been on hold for three days' } },
    ],
  },
];
