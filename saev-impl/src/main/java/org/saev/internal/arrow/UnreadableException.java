package org.saev.internal.arrow;

/** Metadata that isn't as it must be; whoever knows the file makes it a format exception. */
final class UnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String expected;
  private final String found;

  UnreadableException(String field, String expected, String found) {
    super(field + ": expected " + expected + ", but found " + found);
    this.field = field;
    this.expected = expected;
    this.found = found;
  }

  String field() {
    return field;
  }

  String expected() {
    return expected;
  }

  String found() {
    return found;
  }
}
