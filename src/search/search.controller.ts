import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { SearchDto, SearchPageDto } from './dto/search.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('Search')
@Controller('search')
export class SearchController {
  constructor(private readonly searching: SearchService) {}

  /**
   * Search everything that you may see.
   * @remarks Customers, tickets, leads, conversations and their messages, e-mails, calls and refunds: what your role lets you view, in the
   * counts, too. What is deleted, merged into another or spam is left out. Of each kind the newest hundred that fit are ranked.
   */
  @Get()
  @Authenticated()
  searchEverything(@Query() query: SearchDto, @CurrentUser() user: CurrentUserData): Promise<SearchPageDto> {
    return this.searching.search(query, user);
  }
}
