package org.saev.internal.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/** Weights, moments and counters on one device, and the program that changes them. */
final class Replica implements AutoCloseable {

  /**
   * In the order of the program's lists, and by the names that checkpoints have on all back ends.
   */
  private static final List<String> NAMES =
      List.of("encoder.weight", "encoder.bias", "decoder.bias", "decoder.weight");

  private static final int DECODER = 3;

  private static final String FIRST = ".exp_avg";
  private static final String SECOND = ".exp_avg_sq";
  private static final String VARIANCE = "loss_variance";
  private static final Shape NONE = new Shape(0);

  private final PtNDManager manager;
  private final TorchProgram program;
  private final Transfer transfer;
  private final HostBatch host;
  private final List<PtNDArray> weights = new ArrayList<>();
  private final List<PtNDArray> first = new ArrayList<>();
  private final List<PtNDArray> second = new ArrayList<>();
  private final PtNDArray steps;
  private final PtNDArray sinceFired;

  /** The constant of the normalised loss; 0 before the first batch, and for other losses. */
  private final PtNDArray variance;

  /**
   * Copies weights to a device, with moments of 0.
   *
   * @param manager of the device; closed with this
   * @param secondMoment whether the optimiser has one
   */
  Replica(PtNDManager manager, String source, SaeWeights start, boolean secondMoment) {
    this.manager = manager;
    program = new TorchProgram(manager, source);
    transfer = new Transfer(program);
    host = new HostBatch(program, manager, start.config().width());
    SaeConfig config = start.config();
    List<float[]> arrays =
        List.of(start.encoder(), start.encoderBias(), start.decoderBias(), start.decoder());
    for (int p = 0; p < arrays.size(); p++) {
      Shape shape =
          p % DECODER == 0
              ? new Shape(config.latents(), config.width())
              : new Shape(arrays.get(p).length);
      PtNDArray array = manager.create(shape, DataType.FLOAT32);
      transfer.upload(arrays.get(p), array);
      weights.add(array);
      first.add((PtNDArray) manager.zeros(shape, DataType.FLOAT32));
      second.add((PtNDArray) manager.zeros(secondMoment ? shape : NONE, DataType.FLOAT32));
    }
    steps = (PtNDArray) manager.zeros(new Shape(), DataType.FLOAT32);
    sinceFired = (PtNDArray) manager.zeros(new Shape(config.latents()), DataType.INT64);
    variance = (PtNDArray) manager.zeros(new Shape(), DataType.FLOAT32);
    manager.cap(); // whatever a step forgets to put into its own scope throws
  }

  /** Opens a scope for the arrays of one step. */
  PtNDManager scope() {
    return (PtNDManager) manager.newSubManager();
  }

  /** Copies a batch to the device, [tokens, width]. */
  PtNDArray batch(PtNDManager scope, float[] rows, int tokens) {
    return host.send(scope, host.fill(scope, rows, 0, tokens, tokens), steps);
  }

  /** Brings the decoder's rows to unit norm before anything else is done. */
  void begin(PtNDManager scope) {
    program.run(scope, "begin", weights.get(DECODER));
  }

  /** Encodes: values and latents, [tokens, k], in no particular order. */
  PtNDArray[] codes(PtNDManager scope, PtNDArray x, int k) {
    return program.run(
        scope, "codes", x, weights.get(0), weights.get(1), weights.get(2), weights.get(DECODER), k);
  }

  /** Finds which latents are dead in a batch of these codes, and how many: one number. */
  PtNDArray[] dying(PtNDManager scope, PtNDArray[] codes) {
    return program.run(scope, "dying", codes[0], codes[1], sinceFired);
  }

  /** Encodes by dead latents alone. */
  PtNDArray[] auxiliary(PtNDManager scope, PtNDArray x, PtNDArray isDead, int dead) {
    return program.run(
        scope,
        "auxiliary",
        x,
        weights.get(0),
        weights.get(1),
        weights.get(2),
        weights.get(DECODER),
        isDead,
        dead);
  }

  /** Makes the step, given the codes of all of x; returns the figures, still on the device. */
  PtNDArray update(
      PtNDManager scope, PtNDArray x, PtNDArray[] codes, PtNDArray[] aux, int dead, double rate) {
    return program
        .run(
            scope,
            "update",
            x,
            codes[0],
            codes[1],
            aux[0],
            aux[1],
            weights.subList(0, DECODER),
            first.subList(0, DECODER),
            second.subList(0, DECODER),
            List.of(steps, steps, steps),
            weights.subList(DECODER, DECODER + 1),
            first.subList(DECODER, DECODER + 1),
            second.subList(DECODER, DECODER + 1),
            List.of(steps),
            sinceFired,
            variance,
            dead,
            rate)[0];
  }

  /** Adds the floats to a map, by name. */
  void putInto(Map<String, float[]> floats) {
    for (int p = 0; p < NAMES.size(); p++) {
      String name = NAMES.get(p);
      floats.put(name, transfer.floats(weights.get(p)));
      floats.put(name + FIRST, transfer.floats(first.get(p)));
      if (second.get(p).size() > 0) {
        floats.put(name + SECOND, transfer.floats(second.get(p)));
      }
    }
    float[] held = transfer.floats(variance);
    if (held[0] != 0) {
      floats.put(VARIANCE, held);
    }
  }

  /** Takes over floats by name, and the counters. */
  void restore(Map<String, float[]> floats, long[] since, long step) {
    for (int p = 0; p < NAMES.size(); p++) {
      String name = NAMES.get(p);
      transfer.upload(of(floats, name, weights.get(p)), weights.get(p));
      transfer.upload(of(floats, name + FIRST, first.get(p)), first.get(p));
      if (second.get(p).size() > 0) {
        transfer.upload(of(floats, name + SECOND, second.get(p)), second.get(p));
      }
    }
    transfer.upload(of(withVariance(floats), VARIANCE, variance), variance);
    transfer.upload(since, sinceFired);
    transfer.upload(new float[] {step}, steps);
  }

  /** Other losses have none. */
  private static Map<String, float[]> withVariance(Map<String, float[]> floats) {
    return floats.containsKey(VARIANCE) ? floats : Map.of(VARIANCE, new float[1]);
  }

  private static float[] of(Map<String, float[]> floats, String name, PtNDArray array) {
    float[] found = floats.get(name);
    if (found == null || found.length != array.size()) {
      throw new IllegalArgumentException(
          "the training state needs '"
              + name
              + "' of "
              + array.size()
              + " floats, but has "
              + (found == null ? "only " + floats.keySet() : found.length + " of them"));
    }
    return found;
  }

  long[] sinceFired() {
    return transfer.longs(sinceFired);
  }

  SaeWeights weights(SaeConfig config) {
    return new SaeWeights(
        config,
        transfer.floats(weights.get(0)),
        transfer.floats(weights.get(1)),
        transfer.floats(weights.get(DECODER)),
        transfer.floats(weights.get(2)));
  }

  @Override
  public void close() {
    host.close();
    program.close();
    manager.close();
  }
}
