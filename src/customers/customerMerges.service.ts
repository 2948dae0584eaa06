import { Injectable } from '@nestjs/common';
import type { Page } from '../common/list/page.dto.js';
import { Functions } from '../supabase/functions.service.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { mergeNotFound, suggestionNotFound } from './customers.errors.js';
import type {
  CustomerMergeDto,
  CustomerSuggestionDto,
  ListMergesDto,
  ListSuggestionsDto,
  MergeCustomerDto,
  MergePreviewDto,
} from './dto/customerMerge.dto.js';

/** Customers that turned out to be one, or may be. */
@Injectable()
export class CustomerMergesService {
  private readonly merges: Table<'customer_merges', CustomerMergeDto>;
  private readonly suggestions: Table<'customer_suggestions', CustomerSuggestionDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
  ) {
    this.merges = tables.of('customer_merges', {
      notFound: mergeNotFound,
      filters: ['customer_id', 'into_id'],
      sort: ['merged_at'],
    });
    this.suggestions = tables.of('customer_suggestions', {
      notFound: suggestionNotFound,
      columns: [
        'id',
        'customer_id',
        'other_id',
        'reason',
        'evidence',
        'confidence',
        'state',
        'seen',
        'decided_by',
        'decided_at',
        'created_at',
        'updated_at',
      ],
      filters: ['state', 'reason'],
      sort: ['created_at', 'confidence'],
    });
  }

  /** Raises customer_not_found, customers_already_one. */
  preview(id: string, into_id: string): Promise<MergePreviewDto> {
    return this.functions.call<'preview_customer_merge', MergePreviewDto>('preview_customer_merge', { p_id: id, p_into: into_id });
  }

  /** Raises customer_not_found, customers_already_one. */
  merge(id: string, { into_id, note = '' }: MergeCustomerDto, by: string): Promise<CustomerMergeDto> {
    return this.functions.one('merge_customers', { p_id: id, p_into: into_id, p_note: note, p_by: by });
  }

  /** Raises merge_not_found, merge_already_undone. */
  undo(merge_id: string, by: string): Promise<CustomerMergeDto> {
    return this.functions.one('unmerge_customers', { p_merge_id: merge_id, p_by: by });
  }

  list({ undone, ...query }: ListMergesDto): Promise<Page<CustomerMergeDto>> {
    return this.merges.page(query, undone ? {} : { undone_at: null });
  }

  listSuggestions({ customer_id, ...query }: ListSuggestionsDto): Promise<Page<CustomerSuggestionDto>> {
    if (customer_id === undefined) return this.suggestions.page(query);
    return this.suggestions.page(query, [{ columns: ['customer_id', 'other_id'], operator: 'eq', value: customer_id }]);
  }

  /** Raises customer_suggestion_not_found, customer_suggestion_decided. */
  async dismiss(id: string, by: string): Promise<CustomerSuggestionDto> {
    await this.functions.one('dismiss_suggestion', { p_id: id, p_by: by });
    return this.suggestions.get(id);
  }
}
