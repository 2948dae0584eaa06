import type { FastifyInstance } from 'fastify';
import type { ConfigService } from '../common/config/config.service.js';
import { escaped, htmlPage } from '../common/http/htmlPage.js';
import { INTERAKT } from '../providers/interakt/interakt.settings.js';
import { KALEYRA } from '../providers/kaleyra/kaleyra.settings.js';
import { MAIL } from '../providers/mail/mail.settings.js';
import { NOT_BUILT_YET, PARTS_NOT_BUILT_YET } from './notBuiltYet.js';

const HERE = [
  'E-mail: mailboxes, threads, replies and forwards, triage, dashboard',
  'Calls: Kaleyra call logs, dashboard, call list, recordings, click-to-call',
  'Customers: addresses and numbers, merging, one timeline, consent, imports from CSV',
  'Refunds, roles, API keys, activity log, notices, outgoing webhooks, change feed over Socket.io',
];

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b5cad"/>
<path d="M3 5h10v6H3z M3 5l5 4 5-4" fill="none" stroke="#fff" stroke-width="1.2"/></svg>`;

/** What a person sees who opens the printed address in a browser. */
export function serveStartPage(fastify: FastifyInstance, config: ConfigService): void {
  const page = startPage(config);
  fastify.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  fastify.get('/favicon.ico', (_request, reply) => reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(ICON));
}

function startPage(config: ConfigService): string {
  const kaleyra = config.of(KALEYRA).KALEYRA_SANDBOX;
  const mail = config.of(MAIL).MAIL_SANDBOX;
  const interakt = config.of(INTERAKT).INTERAKT_SANDBOX;
  const links = [
    link('/api/docs', 'API documentation', 'try every endpoint; "Authorize" with the token that the start printed'),
    link('/api/docs-json', 'OpenAPI document', 'for generators of clients'),
    link('/health/ready', 'Health', 'the state of everything the product needs'),
    ...(mail ? [link(mail.url, 'Mailbox of the demo', 'what customers wrote and what was sent')] : []),
    ...(interakt
      ? [
          link(
            new URL('/phone/', interakt.base_url).href,
            'Telephone of the demo',
            'write to us on WhatsApp as a customer, and see what we answer',
          ),
        ]
      : []),
    ...(kaleyra
      ? [link(new URL('/sandbox/', kaleyra.url).href, 'Telephone sandbox', 'what was asked of the provider; faults on demand')]
      : []),
  ];
  const missing = [...Object.entries(NOT_BUILT_YET).map(([folder, about]) => `${folder}: ${about}`), ...PARTS_NOT_BUILT_YET];
  return htmlPage(
    'Customer Success Backend',
    `<h1>Customer Success Backend</h1><p>This is an API; a console for people comes later.</p><ul>${links.join('')}</ul>
    <h2>What is here</h2>${list(HERE)}<h2>What is not built yet</h2>${list(missing)}`,
  );
}

function link(address: string, name: string, about: string): string {
  return `<li><a href="${escaped(address)}">${escaped(name)}</a>: ${escaped(about)}</li>`;
}

function list(lines: string[]): string {
  return `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}
