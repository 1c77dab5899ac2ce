package org.saev.scoring;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a pass has got.
 *
 * @param examples examples done
 * @param totalExamples all examples, where the source knows
 * @param tokens tokens done
 * @param tokensPerSecond since the pass began
 * @param remaining the time left at that rate, where the source knows its size
 */
public record PassProgress(
    long examples,
    OptionalLong totalExamples,
    long tokens,
    double tokensPerSecond,
    Optional<Duration> remaining) {}
