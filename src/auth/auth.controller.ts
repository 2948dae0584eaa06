import { Body, Controller, Get, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiTags, ApiTooManyRequestsResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Authenticated, Public } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ErrorDto } from '../common/errors/errorBody.dto.js';
import { AuthService } from './auth.service.js';
import { CurrentUserDto, LoginDto, SessionDto } from './dto/auth.dto.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /** Exchange e-mail and password for a bearer token. */
  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiUnauthorizedResponse({ type: ErrorDto, description: 'E-mail address or password is wrong.' })
  @ApiTooManyRequestsResponse({
    type: ErrorDto,
    description: 'Too many failures of this e-mail address or client; `Retry-After` says when to try again.',
  })
  login(@Body() body: LoginDto, @Ip() ip: string): Promise<SessionDto> {
    return this.auth.login(body, ip);
  }

  /** Who the token or API key belongs to, and what it allows. */
  @Authenticated()
  @Get('me')
  me(@CurrentUser() user: CurrentUserData): Promise<CurrentUserDto> {
    return this.auth.me(user);
  }
}
