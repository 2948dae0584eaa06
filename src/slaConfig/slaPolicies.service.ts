import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/calendars.service.js';
import { neverMatches } from '../common/conditions/neverMatches.js';
import { OPERATORS } from '../common/conditions/operators.js';
import { readCondition } from '../common/conditions/readCondition.js';
import type { Condition, ConditionField } from '../common/conditions/condition.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type {
  BulkSlaTierDto,
  CreateSlaPolicyDto,
  ListSlaPoliciesDto,
  SlaFieldsDto,
  SlaPolicyDto,
  SlaPolicyVersionDto,
  SlaTierDto,
  UpdateSlaPolicyDto,
  UpdateSlaTierDto,
} from './dto/slaPolicy.dto.js';
import {
  slaDefaultPolicy,
  slaNeverApplies,
  slaPolicyNotFound,
  slaTierPolicy,
  slaUnreachable,
  slaWithoutTarget,
} from './slaConfig.errors.js';
import { SLA_FIELDS } from './slaFields.js';
import { given } from '../common/validation/given.js';
import { METRICS, type Tier, TIERS } from './slaPolicy.js';

type Targets = Pick<SlaPolicyDto, `${(typeof METRICS)[number]}_minutes` | 'calendar_id'>;

/** What is promised, and to whom. */
@Injectable()
export class SlaPoliciesService {
  private readonly policies: Table<'sla_policies', SlaPolicyDto>;
  private readonly versions: Table<'sla_policy_versions', SlaPolicyVersionDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly calendars: CalendarsService,
  ) {
    this.policies = tables.of('sla_policies', { notFound: slaPolicyNotFound, sort: ['created_at', 'position'] });
    this.versions = tables.of('sla_policy_versions', { sort: ['version'] });
  }

  list(query: ListSlaPoliciesDto): Promise<Page<SlaPolicyDto>> {
    return this.policies.page(query);
  }

  /** Raises sla_policy_not_found. */
  get(id: string): Promise<SlaPolicyDto> {
    return this.policies.get(id);
  }

  /** Every version, the newest first. Raises sla_policy_not_found. */
  async history(id: string): Promise<SlaPolicyVersionDto[]> {
    const [policy, former] = await Promise.all([this.policies.get(id), this.versions.all({ policy_id: id })]);
    return [
      { version: policy.version, until: null, policy },
      ...former.map(({ version, until, policy: then }) => ({ version, until, policy: then })).reverse(),
    ];
  }

  /** Fields and operators of conditions. */
  fields(): SlaFieldsDto {
    return {
      fields: Object.entries(SLA_FIELDS as Record<string, ConditionField>).map(([field, { kind, says, values }]) => ({
        field,
        kind,
        says,
        values: values ? [...values] : null,
        operators: Object.keys(OPERATORS[kind]),
      })),
    };
  }

  /** Raises validation_failed, sla_never_applies, sla_without_target, sla_unreachable, calendar_not_found. */
  async create(body: CreateSlaPolicyDto, now: Date): Promise<SlaPolicyDto> {
    const conditions = conditionsOf(body.conditions);
    await this.check(
      { first_response_minutes: null, next_response_minutes: null, resolution_minutes: null, calendar_id: null, ...given(body) },
      now,
    );
    return this.policies.insert({ ...body, conditions });
  }

  /**
   * Raises sla_policy_not_found, stale_version, sla_default_policy, sla_tier_policy, validation_failed, sla_never_applies,
   * sla_without_target, sla_unreachable, calendar_not_found.
   */
  async update(id: string, { version, conditions, ...change }: UpdateSlaPolicyDto, now: Date): Promise<SlaPolicyDto> {
    const before = await this.policies.get(id);
    if (before.is_default && (conditions !== undefined || change.is_active === false)) throw slaDefaultPolicy();
    if (before.tier !== null && conditions !== undefined) throw slaTierPolicy();
    const read = conditions === undefined ? {} : { conditions: conditionsOf(conditions) };
    await this.check({ ...before, ...given(change) }, now);
    return this.policies.update(id, { ...change, ...read }, { version: version ?? before.version });
  }

  /** Raises sla_policy_not_found, sla_default_policy, sla_tier_policy. */
  async remove(id: string): Promise<SlaPolicyDto> {
    const { is_default, tier } = await this.policies.get(id);
    if (is_default) throw slaDefaultPolicy();
    if (tier !== null) throw slaTierPolicy();
    return this.policies.remove(id);
  }

  /** The policies of the four tiers, the highest first. */
  async tiers(): Promise<SlaTierDto[]> {
    const rows = await this.policies.all({});
    return TIERS.map((tier) => rows.find((row) => row.tier === tier))
      .filter((row) => row !== undefined)
      .map(({ conditions: _conditions, position: _position, is_active: _active, created_at: _created, tier, ...row }) => ({
        ...row,
        tier: tier!,
      }));
  }

  /** Changes some tiers, all or none. Raises stale_version, sla_without_target, sla_unreachable, calendar_not_found. */
  async updateTiers(changes: BulkSlaTierDto[], now: Date): Promise<SlaTierDto[]> {
    const tiers = await this.tiers();
    const whole = changes.map(({ version, ...change }) => {
      const before = tiers.find(({ tier }) => tier === change.tier)!;
      return { ...before, ...given(change), version: version ?? before.version };
    });
    for (const policy of whole) await this.check(policy, now);
    await this.functions.call('update_sla_tiers', { p_changes: whole });
    return this.tiers();
  }

  /** Raises stale_version, sla_without_target, sla_unreachable, calendar_not_found. */
  async updateTier(tier: Tier, change: UpdateSlaTierDto, now: Date): Promise<SlaTierDto> {
    const tiers = await this.updateTiers([{ ...change, tier }], now);
    return tiers.find((row) => row.tier === tier)!;
  }

  /** A promise that could never be kept is none. */
  private async check(targets: Targets, now: Date): Promise<void> {
    const minutes = METRICS.map((metric) => targets[`${metric}_minutes`]).filter((target) => target !== null);
    if (minutes.length === 0) throw slaWithoutTarget();
    const time = await this.calendars.businessTime(targets.calendar_id);
    if (time.add(now, Math.max(...minutes)) === null) throw slaUnreachable();
  }
}

/** Raises validation_failed, sla_never_applies. */
function conditionsOf(raw: unknown): Condition {
  if (raw === null) throw validationFailed([{ field: 'conditions', message: 'conditions must be an object' }]);
  const condition = readCondition(raw, SLA_FIELDS, 'conditions');
  if (neverMatches(condition, SLA_FIELDS)) throw slaNeverApplies();
  return condition;
}
