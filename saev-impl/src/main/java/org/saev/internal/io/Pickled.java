package org.saev.internal.io;

import java.util.List;

/** What a pickle of PyTorch may hold beside numbers, strings, lists, dicts and tuples. */
final class Pickled {

  private Pickled() {}

  /** A name of a class or function; nothing is looked up by it. */
  record Global(String name) {}

  /** Numbers that lie outside of the pickle. */
  record Storage(String key, Dtype dtype, long elements) {}

  /** A view of a storage. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}
}
