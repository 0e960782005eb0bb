import { BadRequestException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

/** Stands before creates alone, behind the access rules. */
@Injectable()
export class NoShoutingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<{ body?: { title?: unknown } }>();
    const title = body?.title;
    if (typeof title === 'string' && title.length > 3 && title === title.toUpperCase())
      throw new BadRequestException('Please write the title in small letters.');
    return true;
  }
}
