import { Injectable } from '@nestjs/common';
import type { ListUsersDto, UserPageDto } from './dto/user.dto.js';
import { UsersRepository } from './users.repository.js';

/** The people of this installation, as far as the API shows them. */
@Injectable()
export class UsersService {
  constructor(private readonly users: UsersRepository) {}

  list(query: ListUsersDto): Promise<UserPageDto> {
    return this.users.page(query);
  }
}
