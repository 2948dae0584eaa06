import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { SecretBox } from '../../common/crypto/secretBox.js';
import { defineError } from '../../common/errors/appError.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { MailHosts } from '../../providers/mail/mailHosts.js';
import { type MailboxDriver, MailboxError } from '../../providers/ports/mailbox.port.js';
import type { MailSender } from '../../providers/ports/mailSender.port.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import type {
  CreateSupportEmailDto,
  ListSupportEmailsDto,
  MailboxFolderDto,
  MailServerTestDto,
  SupportEmailDto,
  SupportEmailTestDto,
  UpdateSupportEmailDto,
} from './dto/supportEmail.dto.js';
import { GmailPushWatchService } from './gmailPushWatch.service.js';
import { supportEmailNotFound } from '../gmailIngestion.errors.js';
import { MailboxAccess } from './mailboxAccess.js';
import type { MailboxRow } from './mailboxes.repository.js';
import { MAILBOX_DRIVER, MAIL_SENDER } from '../mailPorts.js';
import { SignatureImages } from '../composing/signatureImages.js';
import { credentialsPlace, readCredentials, type StoredCredentials } from './supportEmailCredentials.js';
import { SupportEmailsRepository } from './supportEmails.repository.js';
import { given } from '../../common/validation/given.js';

const GMAIL_SERVERS = {
  imap_host: 'imap.gmail.com',
  imap_port: 993,
  imap_security: 'tls',
  smtp_host: 'smtp.gmail.com',
  smtp_port: 465,
  smtp_security: 'tls',
} as const;
const USUAL_PORTS = { imap: { tls: 993, starttls: 143, none: 143 }, smtp: { tls: 465, starttls: 587, none: 25 } } as const;
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
/** Whoever may change these may have the password sent where he wants, unless he knows it. */
const SIGN_IN_FIELDS = ['username', 'imap_host', 'imap_port', 'imap_security', 'smtp_host', 'smtp_port', 'smtp_security'] as const;

export const credentialsNeeded = defineError('credentials_needed', 422, 'Changing the server or user name requires the credentials.');
export const securityNeeded = defineError(
  'mail_security_needed',
  422,
  'Security `none` is only allowed for servers on the same machine, because the password is sent unencrypted.',
);

export const mailHostNotAllowed = defineError(
  'mail_host_not_allowed',
  422,
  'Mail servers must have public addresses; MAIL_ALLOW_PRIVATE names the exceptions of this installation.',
);

/** Which mailboxes are read and answered from. */
@Injectable()
export class SupportEmailsService {
  private readonly mailboxes: Table<'support_emails'>;

  constructor(
    tables: Tables,
    private readonly repository: SupportEmailsRepository,
    private readonly access: MailboxAccess,
    private readonly push: GmailPushWatchService,
    private readonly signatures: SignatureImages,
    private readonly box: SecretBox,
    private readonly hosts: MailHosts,
    @InjectLogger() private readonly logger: Logger,
    @Inject(MAILBOX_DRIVER) private readonly driver: MailboxDriver,
    @Inject(MAIL_SENDER) private readonly sender: MailSender,
  ) {
    this.mailboxes = tables.of('support_emails', {
      notFound: supportEmailNotFound,
      hidden: 'deleted_at',
      filters: ['is_active', 'state', 'provider'],
      search: ['email_address', 'display_name'],
      sort: ['created_at', 'email_address'],
    });
  }

  async list(query: ListSupportEmailsDto) {
    const page = await this.mailboxes.page(query);
    return { ...page, data: page.data.map(shown) };
  }

  /** Raises support_email_not_found. */
  async get(id: string): Promise<SupportEmailDto> {
    return shown(await this.mailboxes.get(id));
  }

  /** Raises validation_failed, mail_security_needed, mail_host_not_allowed, unknown_inline_image, support_email_exists. */
  async create(body: CreateSupportEmailDto, created_by: string | null): Promise<SupportEmailDto> {
    const { password, client_id, client_secret, refresh_token, ...settings } = body;
    const provider = settings.provider ?? 'imap';
    const credentials = this.credentials({ password, client_id, client_secret, refresh_token }, provider);
    if (!credentials)
      throw validationFailed([{ field: 'password', message: 'password, or client_id, client_secret and refresh_token, must be given' }]);
    const servers = provider === 'gmail' ? { ...GMAIL_SERVERS, ...serversOf(settings) } : serversOf(settings);
    for (const field of ['imap_host', 'smtp_host'] as const)
      if (!servers[field]) throw validationFailed([{ field, message: `${field} must be given unless provider is gmail` }]);
    const id = randomUUID();
    const email_address = settings.email_address.toLowerCase();
    const imap_security = servers.imap_security ?? 'tls';
    const smtp_security = servers.smtp_security ?? 'tls';
    const mailbox = {
      id,
      email_address,
      aliases: aliasesOf(settings.aliases ?? [], email_address),
      display_name: settings.display_name ?? '',
      provider,
      auth_kind: credentials.kind,
      username: settings.username ?? email_address,
      imap_host: servers.imap_host!,
      imap_port: servers.imap_port ?? USUAL_PORTS.imap[imap_security],
      imap_security,
      smtp_host: servers.smtp_host!,
      smtp_port: servers.smtp_port ?? USUAL_PORTS.smtp[smtp_security],
      smtp_security,
      folders: settings.folders ?? ['INBOX'],
      reads_sent: settings.reads_sent ?? true,
      sent_copy: settings.sent_copy ?? 'auto',
      backfill_days: settings.backfill_days ?? 30,
      signature_text: settings.signature_text ?? '',
      signature_html: settings.signature_html ?? '',
      team: settings.team ?? null,
      is_active: settings.is_active ?? true,
      is_watched: settings.is_watched ?? true,
      created_by,
    };
    checkSecurity(mailbox);
    await this.checkHosts(mailbox);
    await this.signatures.check(mailbox.signature_html, '', created_by);
    const row = await this.repository.create(mailbox, this.seal(id, credentials));
    await this.push.follow(row);
    return shown(row);
  }

  /**
   * Raises support_email_not_found, support_email_changed, validation_failed, credentials_needed, mail_security_needed,
   * mail_host_not_allowed, unknown_inline_image.
   */
  async update(id: string, body: UpdateSupportEmailDto, updated_by: string | null): Promise<SupportEmailDto> {
    const { password, client_id, client_secret, refresh_token, version, ...change } = body;
    const before = await this.mailboxes.get(id);
    if (change.aliases) change.aliases = aliasesOf(change.aliases, before.email_address);
    const credentials = this.credentials({ password, client_id, client_secret, refresh_token }, before.provider);
    const moved = SIGN_IN_FIELDS.filter((field) => change[field] !== undefined && change[field] !== before[field]);
    if (moved.length > 0 && !credentials) throw credentialsNeeded({ fields: moved });
    const servers = { ...before, ...serversOf(change) };
    checkSecurity(servers);
    if (moved.length > 0) await this.checkHosts(servers);
    await this.signatures.check(change.signature_html, before.signature_html, updated_by);
    const row = await this.repository.update(
      id,
      credentials ? { ...change, auth_kind: credentials.kind } : change,
      credentials && this.seal(id, credentials),
      version,
    );
    await this.push.follow(row);
    return shown(row);
  }

  /** Raises support_email_not_found, support_email_inactive. */
  async watch(id: string): Promise<SupportEmailDto> {
    const row = await this.repository.watch(id, true);
    await this.push.follow(row);
    return shown(row);
  }

  /** Raises support_email_not_found. */
  async stopWatch(id: string): Promise<SupportEmailDto> {
    const row = await this.repository.watch(id, false);
    await this.push.follow(row);
    return shown(row);
  }

  /** Raises support_email_not_found. */
  async remove(id: string): Promise<SupportEmailDto> {
    // As long as there are credentials.
    await this.push.end(await this.mailboxes.get(id));
    return shown(await this.repository.remove(id));
  }

  /** Raises support_email_not_found, support_email_inactive, mailbox_reconnect_needed. */
  async sync(id: string): Promise<SupportEmailDto> {
    return shown(await this.repository.requestSync(id));
  }

  /** Raises support_email_not_found. */
  async folders(id: string): Promise<MailboxFolderDto[]> {
    await this.mailboxes.get(id);
    return (await this.repository.folders(id)).map(({ support_email_id: _mailbox, ...folder }) => folder);
  }

  /**
   * Signs in at both servers and tells what works; nothing is changed, the activity log says that it was done. Raises
   * support_email_not_found.
   */
  async test(id: string): Promise<SupportEmailTestDto> {
    await this.mailboxes.get(id);
    const found: Pick<SupportEmailTestDto, 'folders' | 'capabilities'> = { folders: [], capabilities: [] };
    const [imap, smtp] = await Promise.all([
      this.attempt(id, async () => {
        const connection = await this.driver.connect(await this.access.imap(id));
        try {
          found.capabilities = [...connection.capabilities].sort();
          found.folders = await connection.folders();
        } finally {
          await connection.close();
        }
      }),
      this.attempt(id, async () => this.sender.verify(await this.access.smtp(id))),
    ]);
    await this.repository.noteTest(id, { imap: imap.error_code ?? 'ok', smtp: smtp.error_code ?? 'ok' });
    return { imap, smtp, ...found };
  }

  private async attempt(id: string, work: () => Promise<void>): Promise<MailServerTestDto> {
    const began = performance.now();
    const took = () => Math.round(performance.now() - began);
    try {
      await work();
      return { ok: true, error_code: null, error_message: null, duration_ms: took() };
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      if (error.kind === 'reconnect_needed') this.access.forget(id);
      this.logger.info({ support_email_id: id, code: error.code, said: error.said }, 'a mail server failed its test');
      return { ok: false, error_code: error.code, error_message: error.message, duration_ms: took() };
    }
  }

  private credentials(given: Parameters<typeof readCredentials>[0], provider: string): StoredCredentials | undefined {
    const credentials = readCredentials(given, provider);
    if (typeof credentials === 'string')
      throw validationFailed([{ field: given.password === undefined ? 'refresh_token' : 'password', message: credentials }]);
    return credentials;
  }

  private async checkHosts({
    imap_host,
    imap_port,
    smtp_host,
    smtp_port,
  }: Required<Pick<MailboxRow, 'imap_host' | 'imap_port' | 'smtp_host' | 'smtp_port'>>): Promise<void> {
    for (const [field, host, port] of [
      ['imap_host', imap_host, imap_port],
      ['smtp_host', smtp_host, smtp_port],
    ] as const) {
      if (await this.hosts.refuse(host, port)) throw mailHostNotAllowed({ field });
    }
  }

  private seal(id: string, credentials: StoredCredentials): string {
    return this.box.seal(JSON.stringify(credentials), credentialsPlace(id));
  }
}

type Servers = Pick<UpdateSupportEmailDto, 'imap_host' | 'imap_port' | 'imap_security' | 'smtp_host' | 'smtp_port' | 'smtp_security'>;

/** What was said about servers, without what was not. */
function serversOf({ imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security }: Servers): Servers {
  return given({ imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security });
}

function checkSecurity(mailbox: { imap_host: string; imap_security: string; smtp_host: string; smtp_security: string }): void {
  for (const [field, security, host] of [
    ['imap_security', mailbox.imap_security, mailbox.imap_host],
    ['smtp_security', mailbox.smtp_security, mailbox.smtp_host],
  ] as const) {
    if (security === 'none' && !THIS_MACHINE.test(host)) throw securityNeeded({ field });
  }
}

/** In lower case, each once, without the address itself. */
function aliasesOf(aliases: string[], email_address: string): string[] {
  return [...new Set(aliases.map((alias) => alias.toLowerCase()))].filter((alias) => alias !== email_address);
}

function shown({
  addresses: _addresses,
  deleted_at: _deleted,
  push_history_id: _history,
  sync_requests: _requests,
  sync_requests_served: _served,
  watched_since: _since,
  ...row
}: MailboxRow): SupportEmailDto {
  return {
    ...row,
    lag_seconds: row.last_sync_at === null ? null : Math.max(0, Math.round((Date.now() - Date.parse(row.last_sync_at)) / 1000)),
  };
}
