import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../common/config/config.service.js';
import { defineError } from '../common/errors/appError.js';
import { isDatabaseUnavailable } from '../common/errors/commonErrors.js';
import { inLanes } from '../common/concurrency/inLanes.js';
import { InjectLogger } from '../common/log/logger.token.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import type { TextModel } from '../providers/ports/textModel.port.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { emailNotFound } from '../gmailIngestion/gmailIngestion.errors.js';
import type { EmailTriageDto, ListEmailTriagesDto, TriageEmailDto } from './dto/emailTriage.dto.js';
import { EmailTriageRepository, type EmailVerdict, type TriagedEmail } from './emailTriage.repository.js';
import { TRIAGE_COLUMNS } from './triageFields.js';
import { TRIAGE_MODEL, type TriageModel } from './triageModel.js';
import { nextTry, type TriageProgress } from './triagePatience.js';
import { promptVersion } from './triagePrompt.js';
import { RULES_VERSION } from './triageRules.js';
import { fallbackVerdict, modelVerdict, rulesVerdict } from './triageVerdict.js';
import { TRIAGE } from './emailTriage.settings.js';
import { GEMINI } from '../providers/gemini/gemini.settings.js';

export const triageIsOff = defineError('triage_is_off', 409, 'Triage is switched off (EMAIL_TRIAGE).');
export const notTriaged = defineError('email_not_triaged', 422, 'Only e-mails that people sent to us are triaged.');

/** Added in SQL with the e-mails: `email_ids`. One that has to come back has a job of its own: `email_id`. */
export const triageEmails = task('emails.triage', { email_ids: 'string[]?', email_id: 'string?', tries: 'number?', since: 'string?' });

/** What an e-mail is about and who should look at it: by the model where there is one, otherwise by rules. Proposes, never acts. */
@Injectable()
export class EmailTriageService {
  /** Null when rules decide. */
  readonly model: TriageModel;
  private readonly triages: Table<'email_triages', EmailTriageDto>;
  private readonly request_key: string;

  constructor(
    tables: Tables,
    private readonly repository: EmailTriageRepository,
    private readonly jobs: JobsService,
    private readonly config: ConfigService,
    @Inject(TRIAGE_MODEL) model: TriageModel,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.triages = tables.of('email_triages', { columns: ['email_id', ...TRIAGE_COLUMNS], filters: ['state', 'adapter'] });
    this.model = config.of(TRIAGE).EMAIL_TRIAGE === 'auto' ? model : null;
    this.request_key = this.model ? `${promptVersion({})}:${config.of(GEMINI).GEMINI_MODEL}` : RULES_VERSION;
  }

  /**
   * Triages those of these e-mails that wait for it; done twice it changes nothing. Raises when one could not be triaged; the others are.
   */
  async perform(email_ids: string[], progress: TriageProgress, signal?: AbortSignal): Promise<void> {
    const wanted: TriagedEmail[] = [];
    for (const email of await this.repository.findWaiting(email_ids)) {
      if (this.isOff || !isTriaged(email)) await this.repository.skip(email.id);
      else wanted.push(email);
    }
    const { model } = this;
    if (!model) return this.performByRules(wanted);
    await eachThenRaise(wanted, (email) => {
      signal?.throwIfAborted();
      return this.performByModel(email, model, progress);
    });
  }

  /** A person wants it anew, now: a model that would have to be waited for is not waited for. */
  async redo(email_id: string, { adapter }: TriageEmailDto, requested_by: string): Promise<EmailTriageDto> {
    const email = await this.repository.find(email_id);
    if (!email) throw emailNotFound({ id: email_id });
    if (this.isOff) throw triageIsOff();
    if (!isTriaged(email)) throw notTriaged({ direction: email.direction, kind: email.kind });
    const verdict = this.model && adapter !== 'rules' ? await modelVerdict(email, this.model) : rulesVerdict(email);
    const found = verdict.state === 'later' ? fallbackVerdict(email, verdict) : verdict;
    return this.triages.get((await this.repository.apply(email_id, found, requested_by)).id);
  }

  /** What was found out about an e-mail, newest first. */
  async list(email_id: string, query: ListEmailTriagesDto) {
    if (!(await this.repository.find(email_id))) throw emailNotFound({ id: email_id });
    return this.triages.page(query, { email_id });
  }

  get isOff(): boolean {
    return this.config.of(TRIAGE).EMAIL_TRIAGE === 'off';
  }

  /** Together, as one by one each would wait for the commit of the one before. */
  private async performByRules(emails: TriagedEmail[]): Promise<void> {
    try {
      await this.store(emails.map((email) => ({ email_id: email.id, ...rulesVerdict(email) })));
    } catch (error) {
      if (emails.length === 1 || isDatabaseUnavailable(error)) throw error;
      await eachThenRaise(emails, (email) => this.performByRules([email]));
    }
  }

  private async performByModel(email: TriagedEmail, model: TextModel, progress: TriageProgress): Promise<void> {
    const verdict = await modelVerdict(email, model);
    if (verdict.state !== 'later') return this.store([{ email_id: email.id, ...verdict }]);
    const next = nextTry(verdict, progress, new Date());
    if (next) {
      const job = { email_id: email.id, tries: next.tries, since: progress.since };
      return this.jobs.add(triageEmails, job, { key: `${triageEmails.name}:${email.id}`, run_at: next.run_at });
    }
    return this.store([{ email_id: email.id, ...fallbackVerdict(email, verdict) }]);
  }

  private async store(verdicts: EmailVerdict[]): Promise<void> {
    for (const { email_id, model, state, error_code } of verdicts) {
      if (error_code) this.logger.warn({ email_id, model, state, error_code }, 'the model returned no triage; the rules decided');
    }
    if (verdicts.length > 0) await this.repository.applyOnce(verdicts, this.request_key);
    for (const { email_id, adapter, model, state } of verdicts)
      this.logger.debug({ email_id, adapter, model, state }, 'an e-mail was triaged');
  }
}

/** E-mails of one job that a model is asked about at once; it takes no more either. */
const ASKED_AT_ONCE = 2;

/** Does it to each, also when it fails for one; raises the first failure in the end. */
async function eachThenRaise(emails: TriagedEmail[], work: (email: TriagedEmail) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  await inLanes(emails, ASKED_AT_ONCE, async (email) => {
    try {
      await work(email);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
}

function isTriaged({ direction, kind }: TriagedEmail): boolean {
  return direction === 'inbound' && kind === 'message';
}
