/**
 * Speed, as ratios of times that were taken in one run: the library's own steps against its bare
 * matrix product and against programs for DJL, by JMH. {@link org.saev.benchmarks.speed.Speed} runs
 * them all.
 */
package org.saev.benchmarks.speed;
