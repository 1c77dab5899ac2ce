package org.saev.internal.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.FloatBuffer;

/**
 * Memory that batches pass through on their way to a device, kept from one to the next. For a GPU
 * it is page-locked, so that the copy runs at the speed of the bus; on the CPU it is the batch.
 */
final class HostBatch implements AutoCloseable {

  /** To be part of a program's methods. */
  static final String METHODS =
      """
        def staged(self:, rows: int, columns: int) -> Tensor:
          return torch.empty([rows, columns], dtype=6, layout=0, device=torch.device("cpu"), pin_memory=$PINNED)
        def sent(self:, x: Tensor, like: Tensor) -> Tensor:
          return torch.to(x, dtype=6, device=ops.prim.device(like), non_blocking=True)
      """
          .replace("self:", "self: " + TorchArchive.CLASS);

  /** DJL's buffers end at 2 GiB. */
  private static final int PIECE_FLOATS = 1 << 28;

  private final TorchProgram program;
  private final PtNDManager manager;
  private final int width;
  private PtNDArray stage;
  private int capacity;

  HostBatch(TorchProgram program, PtNDManager parent, int width) {
    this.program = program;
    this.width = width;
    manager = parent.newSubManager(Device.cpu());
  }

  static String methods(boolean gpu) {
    return METHODS.replace("$PINNED", gpu ? "True" : "False");
  }

  /**
   * Puts rows into the memory, which the next call overwrites.
   *
   * @param rows [any, width]
   * @param from the first row taken
   * @param count how many are taken
   * @param size rows of the result; those after {@code count} are zeros
   * @return [size, width] in main memory
   */
  PtNDArray fill(PtNDManager scope, float[] rows, int from, int count, int size) {
    if (capacity < size) {
      if (stage != null) {
        stage.close();
      }
      stage = program.run(manager, "staged", size, width)[0];
      capacity = size;
    }
    int rowsAPiece = Math.max(1, PIECE_FLOATS / width);
    for (int row = 0; row < size; row += rowsAPiece) {
      int end = Math.min(size, row + rowsAPiece);
      try (NDArray piece = stage.get(new NDIndex("{}:{}", row, end))) {
        FloatBuffer to = piece.toByteBuffer(true).asFloatBuffer();
        int given = Math.max(0, Math.min(end, count) - row);
        to.put(rows, (from + row) * width, given * width);
        while (to.hasRemaining()) {
          to.put(0f);
        }
      }
    }
    NDArray filled = stage.get(new NDIndex("0:{}", size));
    filled.attach(scope);
    return (PtNDArray) filled;
  }

  /** Copies what {@link #fill} gave to the device of another array; on the CPU it is that. */
  PtNDArray send(PtNDManager scope, PtNDArray filled, PtNDArray like) {
    return program.run(scope, "sent", filled, like)[0];
  }

  @Override
  public void close() {
    manager.close();
  }
}
