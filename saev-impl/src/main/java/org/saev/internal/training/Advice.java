package org.saev.internal.training;

import java.util.ArrayList;
import java.util.List;
import org.saev.training.TrainingConfig;

/**
 * What a configuration that is made for long trainings does in a short one: nothing is wrong with
 * it, and it is seldom meant.
 */
final class Advice {

  private Advice() {}

  static List<String> of(TrainingConfig config, int steps) {
    List<String> advice = new ArrayList<>();
    if (config.warmupSteps() >= steps) {
      advice.add(
          "the learning rate never gets to its peak: training has "
              + steps
              + " steps, and the rate rises over "
              + config.warmupSteps()
              + "; set warmupSteps(...)");
    }
    long tokens = (long) steps * config.batchTokens();
    if (config.auxK().weight() > 0 && config.auxK().deadAfterTokens() >= tokens) {
      advice.add(
          "no latent will count as dead: training has "
              + tokens
              + " tokens, and a latent is dead after "
              + config.auxK().deadAfterTokens()
              + "; set auxK(AuxK.DEFAULT.deadAfterTokens(...))");
    }
    return advice;
  }
}
