package org.saev.internal.arrow;

/** What a field holds, as far as it is read. */
enum ArrowKind {
  /** Lists, by offsets of 32 bits. */
  LIST(0),
  /** Lists, by offsets of 64 bits. */
  LARGE_LIST(0),
  /** Lists that are all of one length. */
  FIXED_SIZE_LIST(0),
  FLOAT16(2),
  FLOAT32(4),
  FLOAT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  /** Anything else: never read, only stepped over. */
  OTHER(0);

  private final int bytes;

  ArrowKind(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  boolean isList() {
    return ordinal() <= FIXED_SIZE_LIST.ordinal();
  }

  boolean isFloat() {
    return ordinal() >= FLOAT16.ordinal() && ordinal() <= FLOAT64.ordinal();
  }

  boolean isInteger() {
    return ordinal() >= INT8.ordinal() && this != OTHER;
  }
}
