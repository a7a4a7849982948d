/** What is wrong with a value that was given. The message tells what to give instead, and never repeats the value. */
export class InputProblem extends Error {}
