package org.saev.examples.pictograms.training;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * How many threads the engine takes for an operation. By itself it takes every core, which is
 * slower than a training a core where there are several, and on another machine might add in
 * another order.
 */
public final class EngineThreads {

  private EngineThreads() {}

  /**
   * The number in this thread.
   *
   * @return at least 1
   */
  public static int get() {
    // Loads the engine, if nothing has.
    Engine.getInstance();
    return JniUtils.getNumThreads();
  }

  /**
   * Sets the number in this thread, and in threads that haven't used the engine yet.
   *
   * @param threads at least 1
   */
  public static void set(int threads) {
    Engine.getInstance();
    JniUtils.setNumThreads(threads);
  }
}
