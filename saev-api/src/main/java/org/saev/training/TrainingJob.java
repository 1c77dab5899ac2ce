package org.saev.training;

import java.nio.file.Path;
import java.util.Optional;
import org.saev.Cancellation;

/**
 * A configuration with how it is to be run. Nothing here changes the result on one machine and back
 * end, but the device.
 *
 * @param config what is trained
 * @param device such as {@code "auto"}, {@code "cpu"}, {@code "cuda:0"}
 * @param threads at most this many; 0 for all cores
 * @param checkpoints the folder of checkpoints, or empty for none
 * @param checkpointEverySteps steps between two checkpoints
 * @param listener is told how it goes
 * @param cancellation stops it
 */
public record TrainingJob(
    TrainingConfig config,
    String device,
    int threads,
    Optional<Path> checkpoints,
    int checkpointEverySteps,
    TrainingListener listener,
    Cancellation cancellation) {}
