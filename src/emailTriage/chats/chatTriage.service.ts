import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { conversationNotFound } from '../../chatIngestion/chatIngestion.errors.js';
import type { MESSAGE_EVENTS } from '../../chatIngestion/chatIngestion.events.js';
import { ConfigService } from '../../common/config/config.service.js';
import { defineError } from '../../common/errors/appError.js';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { task } from '../../common/jobs/task.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import type { PayloadOf } from '../../common/realtime/entityEvents.js';
import { GEMINI } from '../../providers/gemini/gemini.settings.js';
import type { Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import type { ListEmailTriagesDto, TriageEmailDto } from '../dto/emailTriage.dto.js';
import { TRIAGE } from '../emailTriage.settings.js';
import { TRIAGE_COLUMNS, type TriageMail } from '../triageFields.js';
import { TRIAGE_MODEL, type TriageModel } from '../triageModel.js';
import { nextTry, type TriageProgress } from '../triagePatience.js';
import { promptVersion } from '../triagePrompt.js';
import { RULES_VERSION } from '../triageRules.js';
import { fallbackVerdict, modelVerdict, rulesVerdict } from '../triageVerdict.js';
import { ChatTriageRepository, type ChatWords } from './chatTriage.repository.js';
import type { ChatTriageDto } from './dto/chatTriage.dto.js';

export const chatTriageIsOff = defineError('chat_triage_is_off', 409, 'Triage of conversations is switched off (CHAT_TRIAGE).');
export const conversationNotTriaged = defineError('conversation_not_triaged', 422, 'The customer has not written any words yet.');

export const triageConversation = task('chats.triage', { conversation_id: 'string', tries: 'number?', since: 'string?' });

/** What the customer of a conversation wants and who should look at it, by the engine that judges e-mails. Proposes, never acts. */
@Injectable()
export class ChatTriageService {
  private readonly model: TriageModel;
  private readonly triages: Table<'chat_triages', ChatTriageDto>;
  private readonly request_key: string;

  constructor(
    tables: Tables,
    private readonly repository: ChatTriageRepository,
    private readonly jobs: JobsService,
    private readonly config: ConfigService,
    @Inject(TRIAGE_MODEL) model: TriageModel,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.triages = tables.of('chat_triages', {
      columns: ['conversation_id', 'message_id', ...TRIAGE_COLUMNS],
      filters: ['state', 'adapter'],
    });
    this.model = config.of(TRIAGE).CHAT_TRIAGE === 'auto' ? model : null;
    this.request_key = this.model ? `${promptVersion({ channel: 'chat' })}:${config.of(GEMINI).GEMINI_MODEL}` : RULES_VERSION;
  }

  /** Has conversations triaged in which customers just wrote: what they write until then is read together. */
  async expect(messages: Pick<PayloadOf<typeof MESSAGE_EVENTS>, 'conversation_id' | 'direction'>[]): Promise<void> {
    const run_at = new Date(Date.now() + this.config.of(TRIAGE).CHAT_TRIAGE_AFTER);
    const written = messages.filter(({ direction }) => direction === 'inbound').map(({ conversation_id }) => conversation_id);
    for (const conversation_id of new Set(written))
      await this.jobs.add(triageConversation, { conversation_id }, { key: keyOf(conversation_id), keeps_run_at: true, run_at });
  }

  /** Triages what the customer wrote last; the same words once, however often it is done. */
  async perform(conversation_id: string, progress: TriageProgress): Promise<void> {
    const words = await this.repository.words(conversation_id);
    if (!words?.message_id || this.isOff) return;
    const chat = chatOf(words);
    const verdict = this.model ? await modelVerdict(chat, this.model) : rulesVerdict(chat);
    if (verdict.state !== 'later') return this.store(words, verdict);
    const next = nextTry(verdict, progress, new Date());
    if (!next) return this.store(words, fallbackVerdict(chat, verdict));
    const job = { conversation_id, tries: next.tries, since: progress.since };
    await this.jobs.add(triageConversation, job, { key: keyOf(conversation_id), run_at: next.run_at });
  }

  /**
   * A person wants it anew, now: a model that would have to be waited for is not waited for. Raises conversation_not_found,
   * chat_triage_is_off, conversation_not_triaged.
   */
  async redo(conversation_id: string, { adapter }: TriageEmailDto, requested_by: string): Promise<ChatTriageDto> {
    const words = await this.repository.words(conversation_id);
    if (!words) throw conversationNotFound({ id: conversation_id });
    if (this.isOff) throw chatTriageIsOff();
    if (!words.message_id) throw conversationNotTriaged({ id: conversation_id });
    const chat = chatOf(words);
    const verdict = this.model && adapter !== 'rules' ? await modelVerdict(chat, this.model) : rulesVerdict(chat);
    const found = verdict.state === 'later' ? fallbackVerdict(chat, verdict) : verdict;
    return this.triages.get((await this.repository.apply(words, found, requested_by)).id);
  }

  /** What was found out about a conversation, newest first. Raises conversation_not_found. */
  async list(conversation_id: string, query: ListEmailTriagesDto) {
    const words = await this.repository.words(conversation_id);
    if (!words) throw conversationNotFound({ id: conversation_id });
    return this.triages.page(query, { conversation_id: words.conversation_id });
  }

  get isOff(): boolean {
    return this.config.of(TRIAGE).CHAT_TRIAGE === 'off';
  }

  private async store(words: ChatWords, verdict: Parameters<ChatTriageRepository['applyOnce']>[1]): Promise<void> {
    const { conversation_id } = words;
    const { model, state, error_code } = verdict;
    if (error_code) this.logger.warn({ conversation_id, model, state, error_code }, 'the model returned no triage; the rules decided');
    await this.repository.applyOnce(words, verdict, this.request_key);
  }
}

const keyOf = (conversation_id: string): string => `${triageConversation.name}:${conversation_id}`;

function chatOf({ text }: ChatWords): TriageMail {
  return { subject: '', new_text: text, channel: 'chat' };
}
