import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { validationFailed } from '../common/errors/commonErrors.js';
import { readBound } from '../common/timeRange/timeRange.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import type { ActivityDto, ActivityPageDto, ListActivityDto } from './dto/activity.dto.js';

/** Reading only: the database itself writes the log, and lets nobody change it. */
@Injectable()
export class ActivityLogService {
  private readonly activity: Table<'activity_log', ActivityDto>;

  constructor(
    tables: Tables,
    private readonly config: ConfigService,
  ) {
    this.activity = tables.of<'activity_log', ActivityDto>('activity_log', {
      filters: ['actor_id', 'actor_kind', 'action', 'entity_type', 'entity_id', 'request_id'],
      ranges: { from: ['at', 'gte'], to: ['at', 'lt'] },
      search: ['action', 'entity_type'],
      sort: ['id', 'at'],
    });
  }

  list(query: ListActivityDto): Promise<ActivityPageDto> {
    const zone = this.config.environment.BUSINESS_TIMEZONE;
    const from = query.from === undefined ? undefined : readBound('from', query.from, zone, 0);
    const to = query.to === undefined ? undefined : readBound('to', query.to, zone, 1);
    if (from && to && to <= from) throw validationFailed([{ field: 'to', message: 'to must come after from' }]);
    // By id a range of long ago would be reached by walking back through all that came after it.
    const sort = query.sort ?? (from || to ? 'at' : 'id');
    return this.activity.page({ ...query, sort, from: from?.toISOString(), to: to?.toISOString() } as ListActivityDto);
  }

  /** Raises not_found. */
  get(id: number): Promise<ActivityDto> {
    return this.activity.get(String(id));
  }
}
