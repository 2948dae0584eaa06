import { Body, Controller, Get, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiTags, ApiTooManyRequestsResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Authenticated, Public } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ErrorDto } from '../common/errors/errorBody.dto.js';
import { AuthService } from './auth.service.js';
import { CurrentUserDto, LoginDto, RefreshDto, SessionDto, SessionUserDto } from './dto/auth.dto.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /** Exchange e-mail and password for a bearer token. */
  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiUnauthorizedResponse({ type: ErrorDto, description: 'The e-mail address or password is wrong.' })
  @ApiTooManyRequestsResponse({
    type: ErrorDto,
    description: 'Too many failures of this e-mail address or client; `Retry-After` says when to try again.',
  })
  login(@Body() body: LoginDto, @Ip() ip: string): Promise<SessionDto> {
    return this.auth.login(body, ip);
  }

  /** Exchange a refresh token for a new bearer token and the next refresh token. One that was exchanged before ends its session. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  @ApiUnauthorizedResponse({ type: ErrorDto, description: 'The refresh token is not valid, has expired or was used before.' })
  refresh(@Body() { refresh_token }: RefreshDto): Promise<SessionDto> {
    return this.auth.refresh(refresh_token);
  }

  /** End the session of the bearer token, and say whose it was. It and its refresh token are worth nothing afterwards. */
  @Authenticated({ person: true })
  @Post('logout')
  @HttpCode(200)
  logout(@CurrentUser() user: CurrentUserData): Promise<SessionUserDto> {
    return this.auth.logout(user);
  }

  /** Who the token or API key belongs to, and what it allows. */
  @Authenticated()
  @Get('me')
  me(@CurrentUser() user: CurrentUserData): Promise<CurrentUserDto> {
    return this.auth.me(user);
  }
}
