import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cellParts, readBy, readFlag, valueOr } from '../common/imports/cellReaders.js';
import type { ImportColumn, ImportPass, ImportRow, RowResult } from '../common/imports/importKind.js';
import { ImportKinds } from '../common/imports/importKinds.js';
import { EmailAddress, LanguageTag, Text } from '../common/validation/text.decorators.js';
import { Id } from '../common/validation/value.decorators.js';
import { AgentImportRepository } from './agentImport.repository.js';
import { agentKeys, AgentImportPlan, KEY_COLUMNS, type KnownAgent } from './agentImportPlan.js';
import { skillFault } from './dto/skills.decorator.js';

const TAG = LanguageTag().rule;

/** Named as in the CSV of the list, which can be read back. */
const COLUMNS: ImportColumn[] = [
  { name: 'id', aliases: ['agent_id'], read: readBy(Id(), (text) => text.toLowerCase()) },
  { name: 'name', aliases: ['agent', 'agent_name', 'full_name'], read: readBy(Text({ min: 1, max: 200, oneLine: true })) },
  { name: 'email', aliases: ['e_mail', 'email_address', 'e_mail_address', 'mail'], read: readBy(EmailAddress()) },
  { name: 'employee_code', aliases: ['employee_id', 'employee_number', 'code'], read: readBy(Text({ max: 50, oneLine: true })) },
  { name: 'phone_number', aliases: ['phone', 'mobile', 'mobile_number', 'telephone'], read: readBy(Text({ max: 40, oneLine: true })) },
  { name: 'is_active', aliases: ['active'], read: readFlag },
  {
    name: 'languages',
    aliases: ['language'],
    read: (text) =>
      valueOr([...new Set(cellParts(text))], (tags) => tags.map((tag) => TAG.fault(tag)).find((fault) => fault !== undefined)),
  },
  { name: 'skills', aliases: ['skill'], read: readSkills },
  { name: 'teams', aliases: ['team'], read: (text) => ({ value: [...new Set(cellParts(text))] }) },
];

/** Agents from CSV. */
@Injectable()
export class AgentImportService implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly repository: AgentImportRepository,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      kind: 'agents',
      module: 'agents',
      columns: () => Promise.resolve(COLUMNS),
      needs: [[...KEY_COLUMNS]],
      apply: (rows, pass) => this.apply(rows, pass),
    });
  }

  private async apply(rows: ImportRow[], pass: ImportPass): Promise<RowResult[]> {
    const keys = rows.flatMap(({ values }) => agentKeys(values));
    const named = Object.fromEntries(KEY_COLUMNS.map((column) => [column, valuesOf(keys, column)]));
    const found = await this.repository.find(pass, named, [...new Set(rows.flatMap(({ values }) => (values.teams as string[]) ?? []))]);
    const known = new Map<string, KnownAgent>();
    const keep = (agent: KnownAgent) => {
      for (const key of agentKeys({ id: agent.id, ...agent.fields })) known.set(key, agent);
    };
    for (const { id, ...fields } of found.agents) keep({ id, fields, line: null });
    // What rows before these would have done.
    if (pass.mode === 'preview')
      for (const draft of (await pass.drafts([...new Set([...keys, ...known.keys()])])).values()) keep(draft as KnownAgent);
    const plan = new AgentImportPlan(known, new Set(found.teams));
    const results = rows.map((row) => plan.take(row));
    if (pass.mode === 'run') await this.repository.write(pass, plan.saved);
    else
      await pass.setDrafts(
        new Map([...plan.saved].flatMap((agent) => agentKeys({ id: agent.id, ...agent.fields }).map((key) => [key, agent] as const))),
      );
    return results;
  }
}

function valuesOf(keys: string[], column: string): string[] {
  return [...new Set(keys.filter((key) => key.startsWith(`${column}:`)).map((key) => key.slice(column.length + 1)))];
}

/** `hindi: 3, refunds: 2`, as our own files have it, or with semicolons. */
function readSkills(text: string): ReturnType<ImportColumn['read']> {
  const skills: Record<string, number> = {};
  for (const part of cellParts(text.replaceAll(',', ';'))) {
    const [, skill, level] = /^([^:]+?)\s*:\s*(\d+)$/.exec(part) ?? [];
    if (skill === undefined) return { fault: 'must look like hindi: 3, refunds: 2' };
    const fault = skillFault(skill, Number(level));
    if (fault) return { fault };
    skills[skill] = Number(level);
  }
  return { value: skills };
}
