package org.saev.internal.djl;

import java.nio.FloatBuffer;
import java.util.List;
import org.saev.DeviceUnavailableException;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.training.Trainer;

/** Trains where DJL isn't on the class path, and asks for a device of it. */
final class WithoutDjlProgram {

  private WithoutDjlProgram() {}

  public static void main(String[] args) {
    TokenSequence tokens = TokenSequence.builder().textTokens(40).build();
    ActivationSource source =
        ActivationSource.of(
            List.of(Example.of("a", tokens, FloatBuffer.wrap(DjlData.normal(1, 40 * 8)))));
    Trainer trainer =
        Saev.trainer().latents(16).k(2).steps(3).batchTokens(20).shuffleBufferTokens(40);
    System.out.println("auto: " + trainer.device("auto").train(source).latents() + " latents");
    try {
      trainer.device("djl:cpu").train(source);
    } catch (DeviceUnavailableException e) {
      System.out.println(e.getMessage());
    }
  }
}
