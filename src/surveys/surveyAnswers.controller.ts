import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../common/auth/access.decorator.js';
import { publicLinkInvalid } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { isForm, PublicPages, wantsPage } from '../common/links/publicPages.js';
import { AnswerSurveyDto, SurveyFormDto, SurveyPreviewQueryDto } from './dto/survey.dto.js';
import { StoredAnswerDto } from './dto/surveyResponse.dto.js';
import { SurveyAnswersService } from './surveyAnswers.service.js';
import { surveyAnswered } from './surveys.errors.js';

@ApiTags('Surveys')
@Controller('survey-answers')
export class SurveyAnswersController {
  constructor(
    private readonly answers: SurveyAnswersService,
    private readonly pages: PublicPages,
  ) {}

  /**
   * Get what a customer is asked, by the link in the invitation.
   * @remarks A browser gets a page with a form, any other client gets JSON to build a page from. It stores nothing: scanners of mail open
   * every link. A link that was not made here, is over, or was changed is 404, always the same.
   */
  @Get(':token')
  @Public()
  @Refuses(publicLinkInvalid)
  async getSurveyForm(
    @Param('token') token: string,
    @Query() { language }: SurveyPreviewQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SurveyFormDto> {
    const now = new Date();
    const id = () => this.pages.open('survey', token, request, now);
    if (!wantsPage(request)) return (await this.answers.open(id(), language, now)).form;
    return this.pages.answer(
      reply,
      async () => this.answers.page(id(), token, language, now),
      (error) => this.answers.refusal(error, language),
    ) as never;
  }

  /**
   * Store what a customer answered.
   * @remarks Within 15 minutes another answer replaces it, and both are kept; later it is 409 `survey_answered`. The form of the page is
   * answered by a page.
   */
  @Post(':token')
  @Public({ form: 'read' })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @HttpCode(200)
  @Refuses(publicLinkInvalid, surveyAnswered)
  async replyToSurvey(
    @Param('token') token: string,
    @Body() { answers, language }: AnswerSurveyDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredAnswerDto> {
    const now = new Date();
    const store = async (as_text: boolean) => {
      const id = this.pages.open('survey', token, request, now);
      return [id, await this.answers.answer(id, { answers, language, as_text }, now)] as const;
    };
    if (!isForm(request)) return (await store(false))[1];
    return this.pages.answer(
      reply,
      async () => {
        const [id] = await store(true);
        return this.answers.page(id, token, language, now);
      },
      (error) => this.answers.refusal(error, language),
    ) as never;
  }
}
