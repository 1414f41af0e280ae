/** Whether a word names a file rather than an image: `app.tar`, `./app`, `/tmp/app`. No image's name begins so. */
export const isArchiveWord = (word: string): boolean => /^(?:\.{1,2}\/|\/|~\/)|\.(?:tar|tgz|tar\.\w+)$/i.test(word)
