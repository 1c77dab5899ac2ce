/**
 * Figures with intervals: how well a score finds known examples, how far two scores agree, what is
 * left of a data set after a filter. Every random choice is seeded; the same seed gives the same
 * bits on any machine with any number of cores.
 */
package org.saev.method.statistics;
