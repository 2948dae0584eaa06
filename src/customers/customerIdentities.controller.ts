import { Body, Controller, Delete, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CustomerIdentitiesService } from './customerIdentities.service.js';
import { customerNotFound, identityIsOurs, identityNotFound, identityTaken } from './customers.errors.js';
import { AddIdentityDto, CustomerIdentityDto, EndIdentityDto, UpdateIdentityDto } from './dto/customerIdentity.dto.js';

@ApiTags('Customers')
@Controller('customers/:id/identities')
@Require('customers', 'edit')
export class CustomerIdentitiesController {
  constructor(private readonly identities: CustomerIdentitiesService) {}

  /** Add an address to a customer. */
  @Post()
  @Refuses(customerNotFound, identityTaken, identityIsOurs)
  addCustomerIdentity(@Param('id', ParseUUIDPipe) id: string, @Body() body: AddIdentityDto): Promise<CustomerIdentityDto> {
    return this.identities.add(id, body);
  }

  /** Mark an address as shared, primary or verified. */
  @Patch(':identity_id')
  @Refuses(identityNotFound, identityTaken)
  updateCustomerIdentity(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('identity_id', ParseUUIDPipe) identity_id: string,
    @Body() body: UpdateIdentityDto,
  ): Promise<CustomerIdentityDto> {
    return this.identities.update(id, identity_id, body);
  }

  /**
   * End an address that no longer belongs to the customer.
   * @remarks It is kept with its dates. The next person who uses it is a new customer.
   */
  @Delete(':identity_id')
  @Refuses(identityNotFound)
  endCustomerIdentity(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('identity_id', ParseUUIDPipe) identity_id: string,
    @Query() query: EndIdentityDto,
  ): Promise<CustomerIdentityDto> {
    return this.identities.end(id, identity_id, query);
  }
}
