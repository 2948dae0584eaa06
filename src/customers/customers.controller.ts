import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { HistoryEntryDto } from '../common/status/dto/history.dto.js';
import { ContactPermissionService } from './contactPermission.service.js';
import {
  customerNotDeleted,
  customerNotFound,
  identityConflict,
  identityIsOurs,
  identityIsShared,
  identityTaken,
} from './customers.errors.js';
import { CustomersService } from './customers.service.js';
import {
  CustomerChannelDto,
  CustomerPermissionDto,
  MayContactDto,
  MayContactQueryDto,
  SetPermissionDto,
} from './dto/contactPermission.dto.js';
import {
  CreateCustomerDto,
  CustomerDetailDto,
  CustomerDto,
  CustomerPageDto,
  CustomerStatsDto,
  CustomerStatsQueryDto,
  DeleteCustomerDto,
  IdentifiedCustomerDto,
  IdentifyCustomerDto,
  ListCustomersDto,
  UpdateCustomerDto,
} from './dto/customer.dto.js';

@ApiTags('Customers')
@Controller('customers')
@Require('customers')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly permissions: ContactPermissionService,
  ) {}

  /** List customers, newest first. */
  @Get()
  list(@Query() query: ListCustomersDto): Promise<CustomerPageDto> {
    return this.customers.list(query);
  }

  /** Count customers by tier and language. */
  @Get('stats')
  stats(@Query() query: CustomerStatsQueryDto): Promise<CustomerStatsDto> {
    return this.customers.stats(query);
  }

  /**
   * Find the customer who has these addresses, or create one.
   * @remarks New addresses are added to the customer. If the addresses belong to different customers, nothing is changed.
   */
  @Post('identify')
  @HttpCode(200)
  @Refuses(identityConflict, identityIsShared, identityIsOurs)
  identifyCustomer(@Body() body: IdentifyCustomerDto): Promise<IdentifiedCustomerDto> {
    return this.customers.identify(body);
  }

  /**
   * Get a customer with addresses, permissions and merged customers.
   * @remarks The id of a customer that was merged answers with the customer that it is part of now.
   */
  @Get(':id')
  @Refuses(customerNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerDetailDto> {
    return this.customers.get(id);
  }

  /** Create a customer. */
  @Post()
  @Refuses(identityTaken, identityIsOurs, unprocessable)
  create(@Body() body: CreateCustomerDto): Promise<CustomerDetailDto> {
    return this.customers.create(body);
  }

  /** Change a customer. */
  @Patch(':id')
  @Refuses(customerNotFound, staleVersion, unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCustomerDto): Promise<CustomerDetailDto> {
    return this.customers.update(id, body);
  }

  /**
   * Delete a customer.
   * @remarks Messages and calls are kept. The addresses are released: the next message from one of them creates a new customer.
   */
  @Delete(':id')
  @Refuses(customerNotFound, staleVersion)
  remove(@Param('id', ParseUUIDPipe) id: string, @Query() { version }: DeleteCustomerDto): Promise<CustomerDto> {
    return this.customers.remove(id, version);
  }

  /**
   * Restore a deleted customer.
   * @remarks With the addresses that the deletion released, and so the whole timeline. If another customer has one of them now, nothing is
   * restored and details list these addresses.
   */
  @Post(':id/restore')
  @HttpCode(200)
  @Require('customers', 'delete')
  @Refuses(customerNotFound, customerNotDeleted, identityTaken, identityIsOurs)
  restoreCustomer(@Param('id', ParseUUIDPipe) id: string): Promise<CustomerDetailDto> {
    return this.customers.restore(id);
  }

  /** List what was changed about a customer, and by whom, oldest first. */
  @Get(':id/history')
  @Refuses(customerNotFound)
  listCustomerHistory(@Param('id', ParseUUIDPipe) id: string): Promise<HistoryEntryDto[]> {
    return this.customers.history(id);
  }

  /**
   * Find out whether a customer may be contacted now.
   * @remarks Considers blocks, do-not-contact, consent, quiet hours and how often the customer has been contacted; of merged customers,
   * the strictest counts.
   */
  @Get(':id/may-contact')
  @Refuses(customerNotFound)
  async checkContactPermission(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { channel, purpose }: MayContactQueryDto,
  ): Promise<MayContactDto> {
    const { allowed_from, ...verdict } = await this.permissions.mayContact(id, channel, purpose, new Date());
    return { ...verdict, allowed_from: allowed_from?.toISOString() ?? null };
  }

  /** Set what a customer allows on a channel. */
  @Put(':id/permissions/:channel')
  @Refuses(customerNotFound)
  setCustomerPermission(
    @Param() { id, channel }: CustomerChannelDto,
    @Body() body: SetPermissionDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CustomerPermissionDto> {
    return this.permissions.set(id, channel, body, user.id);
  }
}
