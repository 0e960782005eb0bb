import { PartialType } from '@nestjs/mapped-types';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDate,
  IsDecimal,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { GENRES } from '../genres.js';

const LARGEST_INT = 2_147_483_647;

export class ListBooksQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page = 1;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  page_size = 20;

  @IsOptional()
  @Matches(/^-?(id|title|price|publishedAt)$/)
  ordering = 'id';

  @IsOptional()
  @IsIn(['exact', 'none'])
  count: 'exact' | 'none' = 'exact';

  @IsOptional()
  @IsIn(['author', 'author,reviews'])
  include?: 'author' | 'author,reviews';

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_INT)
  authorId?: number;

  @IsOptional()
  @IsIn(GENRES)
  genre?: (typeof GENRES)[number];

  @IsOptional()
  @IsDecimal({ decimal_digits: '0,2' })
  price__gte?: string;
}

export class CreateBookBody {
  @IsString()
  @MaxLength(200)
  title: string;

  @IsString()
  @MaxLength(20)
  isbn: string;

  @IsIn(GENRES)
  genre: (typeof GENRES)[number];

  @IsDecimal({ decimal_digits: '0,2' })
  price: string;

  @IsInt()
  @Min(-LARGEST_INT - 1)
  @Max(LARGEST_INT)
  pages: number;

  @IsOptional()
  @IsNumber()
  rating?: number | null;

  @IsOptional()
  @IsBoolean()
  available?: boolean;

  @Type(() => Date)
  @IsDate()
  publishedAt: Date;

  @IsString()
  summary: string;

  @IsInt()
  @Min(1)
  @Max(LARGEST_INT)
  authorId: number;
}

export class CreateBooksBody {
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => CreateBookBody)
  create: CreateBookBody[];
}

export class UpdateBookBody extends PartialType(CreateBookBody) {}
