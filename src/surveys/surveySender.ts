import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChatReplyService } from '../chatIngestion/replies/chatReply.service.js';
import { ConfigService } from '../common/config/config.service.js';
import { AppError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { PublicAddress } from '../common/http/publicAddress.js';
import { PublicPages } from '../common/links/publicPages.js';
import type { Send, SendOutcome } from '../common/sends/send.js';
import { SendsService } from '../common/sends/sends.service.js';
import { ContactPermissionService } from '../customers/contactPermission.service.js';
import { NoticeMailService } from '../gmailIngestion/replies/noticeMail.service.js';
import { Functions } from '../supabase/functions.service.js';
import { Tables } from '../supabase/tables.service.js';
import { type AskFacts, SUPPRESSIONS, type Suppression, whyNotAsked } from './mayAsk.js';
import { ANSWER_PATH } from './surveyAnswers.service.js';
import { languagesOf, type Question, storedWording, type Texts } from './surveyQuestions.js';
import { SURVEYS } from './surveys.settings.js';

const DAY = 86_400_000;
/** Who may not be asked before that long is not asked any more: by then he has forgotten what it was about. */
const LONGEST_WAIT = 3 * DAY;

interface Facts extends AskFacts {
  invitation: AskFacts['invitation'] & { id: string };
  questions: Question[];
  default_language: string;
  intro: Texts;
  language: string | null;
}

interface Channel {
  conversation_id?: string | null;
  email_id?: string | null;
  name?: string | null;
}

/** Asks customers: decides whether one is asked, and by what, and sends it once. */
@Injectable()
export class SurveySender implements OnModuleInit {
  private readonly invitations;
  private readonly surveys;
  private readonly revisions;
  private readonly conversations;
  private readonly templates;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly permission: ContactPermissionService,
    private readonly chats: ChatReplyService,
    private readonly mails: NoticeMailService,
    private readonly sends: SendsService,
    private readonly pages: PublicPages,
    private readonly address: PublicAddress,
    private readonly config: ConfigService,
  ) {
    this.invitations = tables.of('survey_invitations');
    this.surveys = tables.of('surveys');
    this.revisions = tables.of('survey_revisions', { sort: ['revision'] });
    this.conversations = tables.of('conversations');
    this.templates = tables.of('provider_templates', { sort: ['name'] });
  }

  onModuleInit(): void {
    this.sends.register<{ invitation_id: string }>({ channel: 'surveys.mail', perform: (send) => this.mail(send) });
  }

  /** However often it is asked for, an invitation is sent once. What keeps us from it for good is noted; only what may pass is raised. */
  async send(id: string, now: Date): Promise<void> {
    try {
      const reason = await this.sent(id, now);
      if (reason) await this.suppress(id, reason, SUPPRESSIONS[reason]);
    } catch (error) {
      if (!(error instanceof AppError) || isDatabaseUnavailable(error) || error.statusCode >= 500) throw error;
      await this.suppress(id, 'not_sendable', `${SUPPRESSIONS.not_sendable} ${error.code}: ${error.message}`);
    }
  }

  private async suppress(p_id: string, p_reason: string, p_words: string): Promise<void> {
    await this.functions.call('suppress_survey', { p_id, p_reason, p_words });
  }

  /** Why it is not sent; null when it was, or will be. */
  private async sent(id: string, now: Date): Promise<Suppression | null> {
    const facts = await this.functions.call<'get_survey_facts', Facts | null>('get_survey_facts', { p_id: id, p_since: this.since(now) });
    if (!facts) return null;
    const { subject, invitation } = facts;
    const reason = whyNotAsked(facts);
    if (reason) return reason;
    const customer_id = invitation.customer_id!;
    const last = await this.functions.call<'get_customer_channel', Channel | null>('get_customer_channel', { p_customer_id: customer_id });
    const target = subject?.email_id || subject?.conversation_id ? subject : last;
    const by_chat = Boolean(target?.conversation_id);
    if (!by_chat && !target?.email_id) return 'no_channel';
    if (!this.address.url) return 'no_public_url';
    const verdict = await this.permission.mayContact(customer_id, by_chat ? 'whatsapp' : 'email', 'survey', now);
    if (!verdict.allowed) {
      const until = verdict.allowed_from;
      if (!until || until.getTime() > now.getTime() + LONGEST_WAIT) {
        await this.suppress(id, 'not_allowed', `${SUPPRESSIONS.not_allowed} ${verdict.reasons.join(', ')}`);
        return null;
      }
      await this.functions.call('postpone_survey', { p_id: id, p_until: until.toISOString() });
      return null;
    }
    const languages = languagesOf(facts.questions);
    const language = languages.find((known) => known === facts.language) ?? facts.default_language;
    // As the token has it: whole seconds.
    const expires = new Date(Math.floor(now.getTime() / 1000) * 1000 + this.config.of(SURVEYS).SURVEY_VALID_DAYS * DAY);
    if (by_chat) return this.byChat(facts, target!.conversation_id!, last?.name ?? '', language, expires, now);
    await this.functions.call('send_survey', {
      p_id: id,
      p_sent: { channel: 'email', language, expires_at: expires.toISOString() },
      p_since: this.since(now),
      p_message: null,
    });
    return null;
  }

  /** Inside of the window in words, otherwise by a template. */
  private async byChat(
    facts: Facts,
    conversation_id: string,
    name: string,
    language: string,
    expires: Date,
    now: Date,
  ): Promise<Suppression | null> {
    const { id } = facts.invitation;
    const link = this.pages.link('survey', ANSWER_PATH, id, expires);
    const write = (body: Parameters<ChatReplyService['reply']>[1]) =>
      this.chats.replyBy(
        (message) =>
          this.functions.call('send_survey', {
            p_id: id,
            p_sent: { channel: 'whatsapp', language, expires_at: expires.toISOString() },
            p_since: this.since(now),
            // It is no answer of a person: clocks and figures do not take it for one, and it opens nothing.
            p_message: { ...message, is_aside: true, created_by: null },
          }),
        conversation_id,
        body,
        { send_id: id, created_by: id },
        now,
      );
    try {
      await write({ text: wordsOf(facts, language, link) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'template_required') throw error;
      const template = this.config.of(SURVEYS).SURVEY_WHATSAPP_TEMPLATE;
      const { provider_id } = await this.conversations.get(conversation_id);
      const [approved] = template ? await this.templates.all({ provider_id, name: template, status: 'approved' }) : [];
      if (!approved) return 'no_template';
      await write({ provider_template: { id: approved.id, body: [name || 'customer', link].slice(0, approved.body_values) } });
    }
    return null;
  }

  /** A letter of its own: it is in no thread and changes none, but an answer to it finds the thread by its references. */
  private async mail({ id, payload }: Send<{ invitation_id: string }>): Promise<SendOutcome> {
    try {
      const { survey_id, revision, entity_type, entity_id, customer_id, language, expires_at } = await this.invitations.get(
        payload.invitation_id,
      );
      const [survey, [revised], subject, last] = await Promise.all([
        this.surveys.get(survey_id),
        this.revisions.all({ survey_id, revision }),
        this.functions.call<'get_survey_subject', { email_id: string | null } | null>('get_survey_subject', {
          p_type: entity_type,
          p_id: entity_id,
        }),
        this.functions.call<'get_customer_channel', Channel | null>('get_customer_channel', { p_customer_id: customer_id, p_via: 'email' }),
      ]);
      const email_id = subject?.email_id ?? last?.email_id;
      const answer = email_id ? await this.mails.answerTo(email_id) : null;
      if (!answer) return { state: 'failed', error_code: 'no_address', error_message: 'Nobody knows an address of the customer.' };
      const wording = storedWording(revised!);
      const texts = wording.questions[0]!.text;
      const spoken = language ?? wording.default_language;
      const link = this.pages.link('survey', ANSWER_PATH, payload.invitation_id, new Date(expires_at!));
      return await this.mails.send({
        ...answer,
        id,
        subject: texts[spoken] ?? texts[wording.default_language]!,
        text: wordsOf({ ...wording, intro: survey.intro as Texts }, spoken, link),
        date: new Date(),
      });
    } catch (error) {
      // Whatever is raised comes before the mail server was asked.
      const message = (error as Error).message;
      return { state: isDatabaseUnavailable(error) ? 'not_sent' : 'failed', error_code: 'not_prepared', error_message: message };
    }
  }

  private since(now: Date): string {
    const days = this.config.of(SURVEYS).SURVEY_REST_DAYS;
    return new Date(days === 0 ? now.getTime() + DAY : now.getTime() - days * DAY).toISOString();
  }
}

/** What is written to the customer. */
function wordsOf(
  { questions, default_language, intro }: Pick<Facts, 'questions' | 'default_language' | 'intro'>,
  language: string,
  link: string,
): string {
  const { text } = questions[0]!;
  return `${intro[language] ?? intro[default_language] ?? text[language] ?? text[default_language]}\n\n${link}`;
}
