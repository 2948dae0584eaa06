/** Who reads a document of its own: people's portal, programs such as a CRM, and those who run the installation. */
export const AUDIENCES = {
  portal: 'Portal: what people work with',
  crm: 'CRM: what other programs work with',
  admin: 'Administration',
} as const;
export type Audience = keyof typeof AUDIENCES;

interface Tag {
  name: string;
  description: string;
  audiences: Audience[];
}

/** The groups of the API document, in the order in which people need them. */
export const TAGS: Tag[] = [
  { name: 'Sign-in', description: 'Get a token, and see what it allows.', audiences: ['portal', 'crm', 'admin'] },
  {
    name: 'Search',
    description: 'One search over customers, tickets, leads, chats, e-mails, calls and refunds.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'E-mails',
    description: 'Read, classify and assign e-mails and their threads; write, reply and forward; drafts, attachments and uploads.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'E-mail triage',
    description: 'Category, priority, team and a suggested answer, found by a model or by rules.',
    audiences: ['portal'],
  },
  {
    name: 'Chats',
    description: 'Conversations on WhatsApp and their messages: read, search, assign, label, note, merge and export.',
    audiences: ['portal', 'crm'],
  },
  { name: 'Canned texts', description: 'Texts with variables for chats and e-mails; preview them.', audiences: ['portal'] },
  { name: 'IVR calls', description: 'Calls over an IVR: live, missed, called back, completed.', audiences: ['portal', 'crm'] },
  { name: 'Call categories', description: 'What calls were about: a tree for each department.', audiences: ['portal', 'admin'] },
  { name: 'Calls', description: 'Place calls, listen to recordings, and see the call log and its figures.', audiences: ['portal', 'crm'] },
  {
    name: 'Customers',
    description: 'Who writes and calls: their addresses, notes and permissions; find, merge and unmerge them.',
    audiences: ['portal', 'crm'],
  },
  { name: 'Customer timeline', description: 'Everything that happened with a customer, over all channels.', audiences: ['portal', 'crm'] },
  {
    name: 'Tickets',
    description: 'Matters that are seen through, whichever channel they came by: links, comments, replies, merge and split.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'Customer feedback',
    description: 'What customers think: record, review, answer, and count it.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'Surveys',
    description: 'What customers are asked after a contact: surveys, invitations, answers, results.',
    audiences: ['portal', 'crm'],
  },
  { name: 'Agent feedback', description: 'What is said about the work of agents, for those whom it is meant for.', audiences: ['portal'] },
  {
    name: 'Audits',
    description: 'Work of agents, scored by others: scorecards, samples, disputes and the coaching that follows.',
    audiences: ['portal'],
  },
  {
    name: 'Leads',
    description: 'Who may buy, what, and how far it is: one lead for each customer and matter.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'Video call leads',
    description: 'Customers who want to be shown something: slots, reminders, outcomes, funnel.',
    audiences: ['portal', 'crm'],
  },
  { name: 'YouTube leads', description: 'Leads from comments under videos, and replies to them.', audiences: ['portal', 'crm'] },
  { name: 'Refunds', description: 'Request, review, pay and reverse refunds.', audiences: ['portal', 'crm'] },
  { name: 'Return causes', description: 'Why things come back, what that costs, and what is done about it.', audiences: ['portal', 'crm'] },
  {
    name: 'Agri consultancy',
    description: 'What farmers ask about their crops: advice with products and doses, follow-ups, outcomes, seasons.',
    audiences: ['portal', 'crm'],
  },
  {
    name: 'Agents',
    description: 'Who works here: skills, capacity, availability, clock-in and clock-out, figures, and the live board.',
    audiences: ['portal', 'crm', 'admin'],
  },
  { name: 'Teams', description: 'Agents who work together.', audiences: ['portal', 'admin'] },
  { name: 'Departments', description: 'What callers reach: numbers, teams and hours.', audiences: ['portal', 'crm', 'admin'] },
  { name: 'Calendars', description: 'Business hours and holidays.', audiences: ['portal', 'admin'] },
  { name: 'Notifications', description: 'What the system wants to tell you.', audiences: ['portal'] },
  {
    name: 'Workflows',
    description: 'Rules that act by themselves: what they say, what they did and why, and what they would have done.',
    audiences: ['portal', 'admin'],
  },
  { name: 'Approvals', description: 'What another person has to agree to before it happens.', audiences: ['portal', 'admin'] },
  { name: 'E-mail dashboard', description: 'Figures about e-mails, for any range of time.', audiences: ['portal', 'admin'] },
  {
    name: 'Assignments',
    description: 'Who holds what, what waits, and how it is given out.',
    audiences: ['portal', 'crm', 'admin'],
  },
  { name: 'Service levels', description: 'What customers are promised, and whether it is kept.', audiences: ['portal', 'crm', 'admin'] },
  { name: 'Decisions', description: 'What the system decided automatically, and why.', audiences: ['portal', 'admin'] },
  { name: 'Chat dashboard', description: 'Figures about chats, for any range of time.', audiences: ['portal', 'admin'] },
  { name: 'Entities', description: 'What something is called and where to find it, by its type and id.', audiences: ['portal', 'crm'] },
  {
    name: 'Changes',
    description: 'The change feed: everything that happened, in order, to resume from where you left off.',
    audiences: ['portal', 'crm', 'admin'],
  },
  { name: 'Webhook subscriptions', description: 'Have events sent to your own endpoints.', audiences: ['crm', 'admin'] },
  { name: 'Webhook deliveries', description: 'What was sent to endpoints, and what they answered.', audiences: ['crm', 'admin'] },
  { name: 'Mailboxes', description: 'The mailboxes that e-mails come from: servers, credentials, state.', audiences: ['admin'] },
  { name: 'Mailbox messages', description: 'The messages found in the mailboxes, before they become e-mails.', audiences: ['admin'] },
  { name: 'IVR providers', description: 'Who tells about IVR calls: mappings, secrets, webhooks.', audiences: ['admin'] },
  { name: 'Chat providers', description: 'Accounts of chat providers: business numbers, secrets, webhooks.', audiences: ['admin'] },
  { name: 'Roles', description: 'Who may do what.', audiences: ['admin'] },
  { name: 'API keys', description: 'Keys for other programs.', audiences: ['admin'] },
  { name: 'Activity log', description: 'Who changed what, and when.', audiences: ['admin'] },
  { name: 'Webhook inbox', description: 'What providers sent to us, and what they led to.', audiences: ['admin'] },
  { name: 'Webhooks', description: 'The endpoints that providers call.', audiences: [] },
  { name: 'Health', description: 'For load balancers and monitoring.', audiences: ['admin'] },
];
