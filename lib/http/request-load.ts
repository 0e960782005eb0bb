import { Injectable } from '@nestjs/common';

/** How many requests are under way; counted only where somebody wants to know. */
@Injectable()
export class RequestLoad {
  inFlight = 0;
}
