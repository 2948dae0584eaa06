import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CustomerMergesService } from './customerMerges.service.js';
import {
  customerNotFound,
  customersAlreadyOne,
  mergeAlreadyUndone,
  mergeNotFound,
  suggestionDecided,
  suggestionNotFound,
} from './customers.errors.js';
import {
  CustomerMergeDto,
  CustomerMergePageDto,
  CustomerSuggestionDto,
  CustomerSuggestionPageDto,
  ListMergesDto,
  ListSuggestionsDto,
  MergeCustomerDto,
  MergePreviewDto,
  MergePreviewQueryDto,
} from './dto/customerMerge.dto.js';

@ApiTags('Customers')
@Controller('customers')
@Require('customers')
export class CustomerMergesController {
  constructor(private readonly merges: CustomerMergesService) {}

  /** List merges, newest first. */
  @Get('merges')
  listCustomerMerges(@Query() query: ListMergesDto): Promise<CustomerMergePageDto> {
    return this.merges.list(query);
  }

  /**
   * Undo a merge.
   * @remarks Both customers are as they were before; what has come in since stays with the address that it came from. This works even if
   * they have been merged further.
   */
  @Post('merges/:merge_id/undo')
  @HttpCode(200)
  @Require('customers', 'edit')
  @Refuses(mergeNotFound, mergeAlreadyUndone)
  undoCustomerMerge(@Param('merge_id', ParseUUIDPipe) merge_id: string, @CurrentUser() user: CurrentUserData): Promise<CustomerMergeDto> {
    return this.merges.undo(merge_id, user.id);
  }

  /** List customers who may be the same person, with the evidence. */
  @Get('suggestions')
  listCustomerSuggestions(@Query() query: ListSuggestionsDto): Promise<CustomerSuggestionPageDto> {
    return this.merges.listSuggestions(query);
  }

  /**
   * Dismiss a suggestion: these customers are different people.
   * @remarks The same evidence does not bring it back.
   */
  @Post('suggestions/:suggestion_id/dismiss')
  @HttpCode(200)
  @Require('customers', 'edit')
  @Refuses(suggestionNotFound, suggestionDecided)
  dismissCustomerSuggestion(
    @Param('suggestion_id', ParseUUIDPipe) suggestion_id: string,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CustomerSuggestionDto> {
    return this.merges.dismiss(suggestion_id, user.id);
  }

  /** Preview a merge: what moves, which fields differ, and warnings. */
  @Get(':id/merge')
  @Refuses(customerNotFound, customersAlreadyOne)
  previewCustomerMerge(@Param('id', ParseUUIDPipe) id: string, @Query() { into_id }: MergePreviewQueryDto): Promise<MergePreviewDto> {
    return this.merges.preview(id, into_id);
  }

  /**
   * Merge a customer into another.
   * @remarks Nothing is moved or overwritten: both ids answer with the other customer from now on, until the merge is undone.
   */
  @Post(':id/merge')
  @HttpCode(200)
  @Require('customers', 'edit')
  @Refuses(customerNotFound, customersAlreadyOne)
  mergeCustomer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MergeCustomerDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CustomerMergeDto> {
    return this.merges.merge(id, body, user.id);
  }
}
