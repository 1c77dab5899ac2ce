package org.saev.internal.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import org.saev.djl.Precision;
import org.saev.internal.djl.ProgramSource.Settings;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/** The weights of an autoencoder on one device, and the program that encodes and decodes. */
final class DeviceSae implements AutoCloseable {

  private final SaeConfig config;
  private final TorchProgram program;
  private final Transfer transfer;
  private final HostBatch host;
  private final PtNDArray encoder;
  private final PtNDArray encoderBias;
  private final PtNDArray decoder;
  private final PtNDArray decoderBias;

  /**
   * Copies weights to a device.
   *
   * @param manager of the device; what is made here belongs to it
   * @param tokens most tokens of a call of {@link #encode}
   */
  DeviceSae(PtNDManager manager, SaeWeights weights, Precision precision, int tokens) {
    config = weights.config();
    boolean gpu = manager.getDevice().isGpu();
    int chunk = Chunks.latents(gpu, tokens, config.width(), config.latents());
    Settings settings =
        new Settings(
            chunk,
            precision,
            config.width(),
            config.decoderBiasSubtracted(),
            config.inputNormalization());
    program =
        new TorchProgram(
            manager, Transfer.METHODS + HostBatch.methods(gpu) + ProgramSource.encoding(settings));
    transfer = new Transfer(program);
    host = new HostBatch(program, manager, config.width());
    boolean half = precision == Precision.BF16;
    encoder = matrix(manager, weights.encoder(), half);
    decoder = matrix(manager, weights.decoder(), half);
    encoderBias = transfer.upload(manager, weights.encoderBias(), config.latents());
    decoderBias = transfer.upload(manager, weights.decoderBias(), config.width());
  }

  private PtNDArray matrix(PtNDManager manager, float[] rows, boolean half) {
    PtNDArray array =
        half
            ? program
                .run(
                    manager,
                    "bf16",
                    manager.create(new Shape(0)),
                    config.latents(),
                    config.width())[0]
            : manager.create(new Shape(config.latents(), config.width()), DataType.FLOAT32);
    transfer.upload(rows, array);
    return array;
  }

  int k() {
    return config.k().orElseThrow();
  }

  int width() {
    return config.width();
  }

  /** Copies rows to the device and fills them up with zeros to {@code size} rows. */
  PtNDArray tile(PtNDManager scope, float[] rows, int from, int count, int size) {
    return host.send(scope, host.fill(scope, rows, from, count, size), encoderBias);
  }

  /**
   * Encodes.
   *
   * @param x [tokens, width] on this device
   * @return values [tokens, k], strongest first, 0 where nothing is active; latents [tokens, k];
   *     whether all of x is finite; where the input is normalised also scale and shift of each
   *     token, [tokens, 1]
   */
  PtNDArray[] encode(PtNDManager scope, PtNDArray x) {
    return program.run(scope, "encode", x, encoder, encoderBias, decoderBias, decoder, k());
  }

  /**
   * Decodes.
   *
   * @param values [tokens, any]
   * @param latents int64, of the same shape
   * @return [tokens, width]
   */
  PtNDArray decode(PtNDManager scope, PtNDArray values, PtNDArray latents) {
    return program.run(scope, "decode", values, latents, decoder, decoderBias)[0];
  }

  /** Converts to the type of another array. DJL's own conversion to bf16 ends the process. */
  PtNDArray inTypeOf(PtNDArray array, PtNDArray other) {
    return program.run(array.getManager(), "in_type_of", array, other)[0];
  }

  @Override
  public void close() {
    host.close();
    program.close();
  }
}
