import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { NoQuery } from '../http/lists.js';
import { Positions } from '../http/positions.js';
import { Progress } from './progress.js';
import { Rebuilds } from './rebuilds.js';

/** Takes no fields: nothing is recorded. */
export class RebuildView {}

@ApiTags('views')
@Controller('v1/views')
export class ViewController {
  constructor(
    private readonly rebuilds: Rebuilds,
    private readonly progress: Progress,
    private readonly positions: Positions,
  ) {}

  @Post(':view/rebuild')
  @HttpCode(200)
  @Allow('ledger:operate')
  @ApiOperation({
    summary:
      'Build a view again from the whole log, beside the old one. Answers when it is done; /health/ready tells how far it is.',
  })
  @ReadRoute('ViewRebuilt', { description: 'The new documents are answered from now on.' })
  async rebuild(@Param('view') view: string, @Body() _body: RebuildView, @Query() _none: NoQuery) {
    await this.rebuilds.run([view]);
    return this.rebuilt(view);
  }

  @Post('rebuild')
  @HttpCode(200)
  @Allow('ledger:operate')
  @ApiOperation({ summary: 'Build all views again, as one is: the log is read once for all of them.' })
  @ReadRoute('ViewsRebuilt', { description: 'The new documents are answered from now on.' })
  async rebuildAll(@Body() _body: RebuildView, @Query() _none: NoQuery) {
    await this.rebuilds.run(this.rebuilds.views);
    return { items: this.rebuilds.views.map((view) => this.rebuilt(view)) };
  }

  private rebuilt(view: string) {
    return { view, position: this.positions.token(this.progress.reached([view])) };
  }
}
