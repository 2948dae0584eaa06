import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../auth/currentUser.js';
import { PermissionsPort } from '../auth/permissions.port.js';
import { Refuses } from '../errors/refuses.decorator.js';
import { EntityDto } from './dto/entity.dto.js';
import { entityNotFound } from './entities.errors.js';
import { EntityRegister } from './entityRegister.js';

@ApiTags('Entities')
@Controller('entities')
export class EntitiesController {
  constructor(
    private readonly register: EntityRegister,
    private readonly permissions: PermissionsPort,
  ) {}

  /**
   * Get what something is called and where the API answers it, by its type and id.
   * @remarks For links to things of any kind. Types are named as in events: `customer`, `email`, `call_attempt`, `refund`. What you may
   * not view is not found. The id of a merged customer answers the customer that it is part of.
   */
  @Get(':type/:id')
  @Authenticated()
  @ApiParam({ name: 'type', schema: { type: 'string', maxLength: 60 }, example: 'refund' })
  @ApiParam({ name: 'id', schema: { type: 'string', maxLength: 200 }, example: '7c9e6f0a-1111-4222-8333-444455556666' })
  @Refuses(entityNotFound)
  async getEntity(@Param('type') type: string, @Param('id') id: string, @CurrentUser() user: CurrentUserData): Promise<EntityDto> {
    const permissions = user.permissions ?? (await this.permissions.of(user.id));
    const [found] = await this.register.describe([{ type, id }], permissions);
    if (!found) throw entityNotFound();
    return found;
  }
}
