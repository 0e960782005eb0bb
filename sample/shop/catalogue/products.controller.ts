import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ResourceController } from '../../../lib/index.js';
import { Bestseller } from './bestseller.js';
import { Bestsellers } from './bestsellers.js';

/** The routes of products, and one that no operation is. */
@Controller()
export class ProductsController extends ResourceController {
  constructor(private readonly bestsellers: Bestsellers) {
    super();
  }

  @Get('bestsellers')
  @ApiOperation({ summary: 'The ten products that were sold most often.' })
  @ApiOkResponse({ type: [Bestseller] })
  top(): Promise<Bestseller[]> {
    return this.bestsellers.top(10);
  }
}
