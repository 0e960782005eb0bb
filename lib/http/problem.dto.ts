import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../common/error-codes.js';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

/** The schema of one entry in a problem's `errors`. */
@ApiSchema({ name: 'ProblemItem', description: 'One thing that is wrong with a request.' })
export class ProblemItemDto {
  @ApiProperty({ type: String, required: false, description: 'The query parameter it is about.' })
  parameter?: string;

  @ApiProperty({
    type: String,
    required: false,
    format: 'json-pointer',
    description: 'The place in the body it is about (RFC 6901); empty for the whole body.',
  })
  pointer?: string;

  @ApiProperty({ type: String, required: false, description: 'The header field it is about.' })
  header?: string;

  @ApiProperty({ enum: CODES, enumName: 'ErrorCode' })
  code: ErrorCode;

  @ApiProperty({ type: String })
  detail: string;

  @ApiProperty({
    type: 'array',
    items: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    required: false,
    description: 'What would be right.',
  })
  allowed?: (string | number)[];
}

/** The schema of a problem document. */
@ApiSchema({ name: 'Problem', description: 'What went wrong, as RFC 9457 describes it.' })
export class ProblemDto {
  @ApiProperty({ type: String, format: 'uri-reference', example: 'urn:nestjs-lightapi:not-found' })
  type: string;

  @ApiProperty({ type: String, example: 'No such item' })
  title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 404 })
  status: number;

  @ApiProperty({ type: String, description: 'A sentence about this very request.' })
  detail: string;

  @ApiProperty({ enum: CODES, enumName: 'ErrorCode', required: false })
  code?: ErrorCode;

  @ApiProperty({ type: String, required: false, description: 'What can be done about it.' })
  hint?: string;

  @ApiProperty({ type: () => [ProblemItemDto], required: false })
  errors?: ProblemItemDto[];

  @ApiProperty({
    type: String,
    required: false,
    format: 'uri-reference',
    description: 'The id of a request that the server failed to answer, as its log has it.',
  })
  instance?: string;
}
