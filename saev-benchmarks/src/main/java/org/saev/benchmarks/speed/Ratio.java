package org.saev.benchmarks.speed;

/**
 * One figure.
 *
 * @param size name of the size
 * @param what of what, with what is compared in front: "time of", "speed of", ...
 * @param versus against what
 * @param java feature release
 * @param ratio the one over the other
 */
record Ratio(String size, String what, String versus, int java, double ratio) {}
