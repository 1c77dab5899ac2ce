package org.saev.benchmarks.quality;

import java.util.List;
import java.util.function.UnaryOperator;
import org.saev.sae.InputNormalization;
import org.saev.training.AuxK;
import org.saev.training.Encoding;
import org.saev.training.LearningRateDecay;
import org.saev.training.Preset;
import org.saev.training.Signum;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.Trainer;

/**
 * What is trained by the protocol of {@link Quality}. Penalties were chosen for about as many
 * active latents as the k of the others.
 */
enum Contender {
  TOPK(t -> t),
  SIGNUM(t -> t.optimizer(Signum.DEFAULT).learningRate(4e-4).decay(LearningRateDecay.LINEAR)),
  BATCH_TOPK(t -> t.architecture(TrainedArchitecture.batchTopK())),
  /** As its authors train it: each token layer-normalised first. */
  BATCH_TOPK_NORMALIZED(
      t -> t.architecture(TrainedArchitecture.batchTopK()).encoding(LayerNorm.ENCODING)),
  MATRYOSHKA(
      t ->
          t.architecture(
              new BatchTopK(List.of(512, 1024, 2560), List.of(0.25, 0.25, 0.5), 0.999, 1000))),
  MATRYOSHKA_NORMALIZED(t -> MATRYOSHKA.choices.apply(t).encoding(LayerNorm.ENCODING)),
  RELU_L1(t -> t.architecture(TrainedArchitecture.reluL1(2, 200))),
  JUMP_RELU(t -> t.architecture(new JumpRelu(2, 200, 1.5, 1))),
  SPARSIFY(t -> preset(t, Preset.SPARSIFY)),
  DICTIONARY_LEARNING(
      t ->
          preset(t, Preset.DICTIONARY_LEARNING)
              .auxK(AuxK.DICTIONARY_LEARNING.deadAfterTokens(262_144))),
  SAELENS(t -> preset(t, Preset.SAELENS).auxK(AuxK.SAELENS.deadAfterTokens(262_144))),
  OPENAI(t -> preset(t, Preset.OPENAI).auxK(AuxK.OPENAI.deadAfterTokens(262_144)));

  private final UnaryOperator<Trainer> choices;

  Contender(UnaryOperator<Trainer> choices) {
    this.choices = choices;
  }

  Trainer applyTo(Trainer trainer) {
    return choices.apply(trainer);
  }

  /** Apart, for constants of an enum can't use its own statics. */
  private static final class LayerNorm {
    static final Encoding ENCODING = new Encoding(true, false, InputNormalization.LAYER_NORM);
  }

  private static Trainer preset(Trainer trainer, Preset preset) {
    return trainer.preset(preset).learningRate(4e-4).warmupSteps(100);
  }
}
