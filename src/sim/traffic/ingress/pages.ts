import {STATUS_CODES} from 'node:http'

/** nginx' own words where the usual ones differ. */
const WORDS: Readonly<Record<number, string>> = {503: 'Service Temporarily Unavailable'}

/** `404 Not Found` */
export const titleOf = (status: number): string => `${status} ${WORDS[status] ?? STATUS_CODES[status]}`

/** The page that nginx answers with where no pod does; ingress-nginx without a default backend of its own has no other. */
export const nginxPage = (status: number): string => {
  const title = titleOf(status)
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}
