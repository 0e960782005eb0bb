/** How the program is called. */
export const PROGRAM = 'nestjs-lightapi';
