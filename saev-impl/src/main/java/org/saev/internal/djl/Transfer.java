package org.saev.internal.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Copies Java arrays to a device and back, piece by piece: DJL's buffers end at 2 GiB, and a second
 * copy of a weight matrix in main memory may not fit.
 */
final class Transfer {

  /** To be part of a program's methods. */
  static final String METHODS =
      """
        def put(self:, to: Tensor, start: int, piece: Tensor) -> Tensor:
          at = torch.narrow(torch.view(to, [-1]), 0, start, torch.size(piece, 0))
          return torch.copy_(at, piece)
        def get(self:, of: Tensor, start: int, length: int) -> Tensor:
          return torch.to(torch.narrow(torch.view(of, [-1]), 0, start, length), dtype=ops.prim.dtype(of), device=torch.device("cpu"), copy=True)
      """
          .replace("self:", "self: " + TorchArchive.CLASS);

  private static final int PIECE = 1 << 20;

  private final TorchProgram program;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(PIECE * Long.BYTES).order(ByteOrder.nativeOrder());

  Transfer(TorchProgram program) {
    this.program = program;
  }

  /** Copies floats to a new array of a manager's device. */
  PtNDArray upload(PtNDManager manager, float[] data, long... shape) {
    PtNDArray array = manager.create(new Shape(shape), DataType.FLOAT32);
    upload(data, array);
    return array;
  }

  void upload(float[] data, PtNDArray array) {
    pieces(
        data.length,
        (start, length) -> {
          buffer.clear();
          buffer.asFloatBuffer().put(data, start, length);
          put(array, start, DataType.FLOAT32, length);
        });
  }

  void upload(long[] data, PtNDArray array) {
    pieces(
        data.length,
        (start, length) -> {
          buffer.clear();
          buffer.asLongBuffer().put(data, start, length);
          put(array, start, DataType.INT64, length);
        });
  }

  float[] floats(PtNDArray array) {
    float[] data = new float[Math.toIntExact(array.size())];
    pieces(
        data.length,
        (start, length) ->
            get(array, start, length, b -> b.asFloatBuffer().get(data, start, length)));
    return data;
  }

  long[] longs(PtNDArray array) {
    long[] data = new long[Math.toIntExact(array.size())];
    pieces(
        data.length,
        (start, length) ->
            get(array, start, length, b -> b.asLongBuffer().get(data, start, length)));
    return data;
  }

  private void put(PtNDArray array, int start, DataType type, int length) {
    try (NDManager scope = array.getManager().newSubManager(Device.cpu())) {
      ByteBuffer exact = buffer.clear().limit(length * type.getNumOfBytes());
      NDArray piece =
          scope.create(exact.slice().order(ByteOrder.nativeOrder()), new Shape(length), type);
      program.run((PtNDManager) scope, "put", array, start, piece);
    }
  }

  private void get(PtNDArray array, int start, int length, Consumer<ByteBuffer> reader) {
    try (NDManager scope = array.getManager().newSubManager(Device.cpu())) {
      PtNDArray piece = program.run((PtNDManager) scope, "get", array, start, length)[0];
      reader.accept(piece.toByteBuffer(true));
    }
  }

  private static void pieces(int length, PieceAction action) {
    for (long start = 0; start < length; start += PIECE) {
      action.on((int) start, (int) Math.min(PIECE, length - start));
    }
  }

  @FunctionalInterface
  private interface PieceAction {
    void on(int start, int length);
  }
}
