import { ApiProperty } from '@nestjs/swagger';

/** A product, and how often it was sold. */
export class Bestseller {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: 'integer', description: 'Pieces in orders that were placed and not cancelled.' })
  sold: number;
}
