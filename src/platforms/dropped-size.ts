/** Bytes of a dropped picture whose recipe is read, the same for platforms and page. The largest that we enlarge ourselves is smaller. */
export const MOST_PICTURE_BYTES = 32 * 2 ** 20;
