import type { SandboxTemplate } from './contract.js';

/** Approved templates of the sandboxes. */
export const SANDBOX_TEMPLATES: readonly SandboxTemplate[] = [
  {
    ...{ name: 'order_shipped_v1', language: 'en', category: 'utility' as const },
    header: null,
    body: 'Hello {{1}}, your order {{2}} is on its way.',
    buttons: [{ type: 'URL', text: 'Track it', url: 'https://shop.example.com/orders/{{1}}' }],
  },
  {
    ...{ name: 'order_shipped_v1', language: 'hi', category: 'utility' as const },
    header: null,
    body: 'नमस्ते {{1}}, आपका ऑर्डर {{2}} भेज दिया गया है।',
    buttons: [],
  },
  {
    ...{ name: 'we_are_here', language: 'en', category: 'utility' as const },
    header: null,
    body: 'Hello {{1}}, we have an answer to your question. May we write to you?',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Yes' },
      { type: 'QUICK_REPLY', text: 'Not now' },
    ],
  },
  {
    ...{ name: 'invoice_v2', language: 'en', category: 'utility' as const },
    header: { format: 'DOCUMENT' },
    body: 'Here is the invoice for order {{1}}.',
    buttons: [],
  },
  {
    ...{ name: 'festival_offer', language: 'en', category: 'marketing' as const },
    header: { format: 'TEXT', text: 'For you, {{1}}' },
    body: 'Ten percent off all ghee until Sunday.',
    buttons: [{ type: 'QUICK_REPLY', text: 'Stop these messages' }],
  },
  {
    ...{ name: 'refund_paid', language: 'en', category: 'utility' as const },
    header: null,
    body: 'Hello {{1}}, we have paid {{2}} back for {{3}}.',
    buttons: [],
  },
  {
    ...{ name: 'ticket_closing', language: 'en', category: 'utility' as const },
    header: null,
    body: 'Hello {{1}}, {{2}} ({{3}}) closes soon. Write to us if you still need help.',
    buttons: [],
  },
];
