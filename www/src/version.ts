import { version } from "../package.json";

/** Version of the page, as its package states it. */
export const VERSION: string = version;
