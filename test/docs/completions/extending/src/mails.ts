export { Mails } from '../names.js';
