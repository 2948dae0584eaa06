import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { readBy } from '../common/imports/cellReaders.js';
import type { ImportColumn, ImportPass, ImportRow, RowResult } from '../common/imports/importKind.js';
import { ImportKinds } from '../common/imports/importKinds.js';
import { MATTER_PRIORITIES } from '../common/matter/matter.js';
import { Phones } from '../common/phone/phones.js';
import { Currency, EmailAddress, Text } from '../common/validation/text.decorators.js';
import { Instant } from '../common/validation/time.decorators.js';
import { MinorUnits, OneOf } from '../common/validation/value.decorators.js';
import { LeadImportRepository } from './leadImport.repository.js';
import { identitiesOf, identityKey, type KnownForLeads, type KnownLead, leadKey, LeadImportPlan } from './leadImportPlan.js';
import { LEAD_SOURCES } from './leads.states.js';

/** Leads from CSV. */
@Injectable()
export class LeadImportService implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly phones: Phones,
    private readonly repository: LeadImportRepository,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: 'leads',
      module: 'leads',
      columns: () => Promise.resolve(leadColumns(this.phones)),
      needs: [['phone', 'email', 'external_id'], ['matter']],
      apply: (rows, pass) => this.apply(rows, pass),
    });
  }

  private async apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]> {
    const known = await this.known(rows, pass);
    const plan = new LeadImportPlan(known, randomUUID);
    const results = rows.map((row) => plan.take(row));
    if (pass.mode === 'run') await this.repository.write(pass, [...plan.created.values()], [...plan.changed.values()]);
    else
      await pass.setDrafts(
        new Map<string, unknown>([
          ...[...plan.met].map(([key, who]) => [`identity:${key}`, who] as const),
          ...[...plan.created, ...plan.changed].map(([key, lead]) => [`lead:${key}`, lead] as const),
        ]),
      );
    return results;
  }

  /** What is stored, and in a preview what rows before these would have stored. */
  private async known(rows: ImportRow[], pass: ImportPass): Promise<KnownForLeads> {
    const identities = rows.flatMap(({ values }) => identitiesOf(values));
    const found = await this.repository.find(pass, identities);
    const known: KnownForLeads = {
      owners: new Map(found.owners.map(({ root, ...identity }) => [identityKey(identity), root])),
      shared: new Set(found.shared.map(identityKey)),
      ours: new Set(found.ours.map(identityKey)),
      leads: new Map(
        found.leads.map(({ id, who, matter_key: _, is_finished, next_action_at, ...fields }): [string, KnownLead] => [
          leadKey(who, fields.property, fields.matter),
          // As it comes from a file.
          { id, line: null, is_finished, fields: { ...fields, next_action_at: next_action_at && new Date(next_action_at).toISOString() } },
        ]),
      ),
    };
    if (pass.mode === 'run') return known;
    const keys = identities.map(identityKey);
    const owners = await pass.drafts(keys.map((key) => `identity:${key}`));
    for (const [key, who] of owners) known.owners.set(key.slice('identity:'.length), who as string);
    const wanted = rows.flatMap(({ values }) =>
      identitiesOf(values).flatMap((one) => {
        const who = known.owners.get(identityKey(one));
        if (who === undefined || typeof values.matter !== 'string') return [];
        return [`lead:${leadKey(who, (values.property as string | undefined) ?? '', values.matter)}`];
      }),
    );
    for (const [key, lead] of await pass.drafts(wanted)) known.leads.set(key.slice('lead:'.length), lead as KnownLead);
    return known;
  }
}

/** What the columns of a file of leads mean. */
function leadColumns(phones: Phones): ImportColumn[] {
  return [
    { name: 'name', aliases: ['customer', 'customer_name', 'full_name'], read: readBy(Text({ max: 300, oneLine: true })) },
    {
      name: 'phone',
      aliases: ['mobile', 'mobile_number', 'phone_number', 'contact_number'],
      read: (text) => {
        const reading = phones.read(text);
        return reading.state === 'number' ? { value: reading.e164 } : { fault: 'is not a phone number' };
      },
    },
    {
      name: 'email',
      aliases: ['e_mail', 'email_address', 'mail'],
      read: readBy(EmailAddress(), (text) => text.normalize('NFC').toLowerCase()),
    },
    {
      name: 'external_id',
      read: readBy(Text({ max: 241, oneLine: true, pattern: /^[a-z0-9][a-z0-9_.-]{0,40}:\S/, says: 'must look like crm:123' })),
    },
    { name: 'matter', aliases: ['about', 'interest', 'subject'], read: readBy(Text({ max: 200, oneLine: true })) },
    { name: 'property', aliases: ['brand', 'site'], read: readBy(Text({ max: 60, oneLine: true })) },
    { name: 'source', read: readBy(OneOf(LEAD_SOURCES), lower) },
    { name: 'priority', read: readBy(OneOf(MATTER_PRIORITIES), lower) },
    { name: 'team', read: readBy(Text({ max: 60, oneLine: true })) },
    { name: 'value_minor', read: readNumber },
    { name: 'currency', read: readBy(Currency(), (text) => text.toUpperCase()) },
    { name: 'next_action', read: readBy(Text({ max: 500 })) },
    { name: 'next_action_at', read: readMoment },
    { name: 'note', aliases: ['notes', 'comment'], read: readBy(Text({ max: 5000 })) },
  ];
}

function lower(text: string): string {
  return text.toLowerCase();
}

const AMOUNT = MinorUnits();
const MOMENT = Instant();

function readNumber(text: string): ReturnType<ImportColumn['read']> {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : text;
  const fault = AMOUNT.rule.fault(value);
  return fault === undefined ? { value } : { fault };
}

function readMoment(text: string): ReturnType<ImportColumn['read']> {
  const fault = MOMENT.rule.fault(text);
  return fault === undefined ? { value: new Date(text).toISOString() } : { fault };
}
