import { Body, Controller, ForbiddenException, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { AuthenticatedGuard, CurrentPrincipal, LightApiCache, type Principal } from '../../lib/index.js';
import { StockImport } from './stock-import.js';

/** Written by hand, beside the generated routes. */
@Controller()
export class ShopController {
  constructor(
    private readonly cache: LightApiCache,
    private readonly stockImport: StockImport,
  ) {}

  /** For monitoring: the shop answers without its cache too, only slower. */
  @Get('status')
  status(): { readonly cache: string } {
    return { cache: this.cache.status };
  }

  @UseGuards(AuthenticatedGuard)
  @Post('stock-imports')
  @HttpCode(204)
  async importStock(
    @CurrentPrincipal() { roles }: Principal,
    @Body() levels: Readonly<Record<string, number>>,
  ): Promise<void> {
    if (!roles.includes('manager')) throw new ForbiddenException();
    await this.stockImport.run(levels);
  }
}
