package org.saev.internal.training;

import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.training.TokenSelection;

/** The chosen tokens of a source one after another, pass after pass. */
final class TokenStream implements AutoCloseable {

  /** Examples that are rather read over than left out by opening the source anew. */
  private static final int READ_ON = 16;

  private final ActivationSource source;
  private final TokenSelection selection;
  private final int passes;

  private Stream<Example> stream;
  private Iterator<Example> examples;
  private int pass;
  private long index;
  private boolean passHadTokens;

  private Example example;
  private FloatBuffer rows;
  private int token;

  /**
   * @param passes how often the source is read; 0 for ever
   */
  TokenStream(ActivationSource source, TokenSelection selection, int passes) {
    this.source = source;
    this.selection = selection;
    this.passes = passes;
    open(0);
  }

  /** Moves to the next chosen token; false at the end of the last pass. */
  boolean advance() {
    while (true) {
      while (example != null && ++token < example.tokens().size()) {
        if (selection.includes(example.tokens(), token)) {
          passHadTokens = true;
          return true;
        }
      }
      if (!nextExample()) {
        return false;
      }
    }
  }

  TokenPlace place() {
    return new TokenPlace(pass, index, token);
  }

  /** Goes to a place that this stream, or one over an equal source, stood at. */
  void seek(TokenPlace place) {
    pass = place.pass();
    // A stream only ever stands in a pass of a source that has tokens to give.
    passHadTokens = true;
    open(place.example());
    if (!examples.hasNext()) {
      throw new IllegalArgumentException(
          "the source has no example "
              + place.example()
              + " any more; it had when the checkpoint"
              + " was written");
    }
    nextExample();
    token = place.token();
  }

  /** Like {@link #seek}, but reads on where the place lies ahead in the same pass. */
  void goTo(TokenPlace place) {
    if (example == null || place.pass() != pass || place.example() - index > READ_ON) {
      seek(place);
    }
    while (index < place.example()) {
      nextExample();
    }
    token = place.token();
  }

  String exampleId() {
    return example.id();
  }

  /** Copies the activations of the current token. */
  void copyTo(float[] target, int offset) {
    rows.get(token * source.width(), target, offset, source.width());
  }

  @Override
  public void close() {
    stream.close();
  }

  private boolean nextExample() {
    while (!examples.hasNext()) {
      if (!passHadTokens) {
        throw new IllegalArgumentException(
            "the source has no tokens to train on: none is of modalities "
                + selection.modalities()
                + " and roles "
                + selection.roles());
      }
      if (pass + 1 == passes) {
        example = null;
        return false;
      }
      pass++;
      passHadTokens = false;
      open(0);
    }
    example = examples.next();
    if (example.width() != source.width()) {
      throw new IllegalArgumentException(
          example + " came from a source of width " + source.width());
    }
    rows = example.activations();
    index++;
    token = -1;
    return true;
  }

  private void open(long first) {
    if (stream != null) {
      stream.close();
    }
    stream = first == 0 ? source.examples() : source.examplesFrom(first);
    examples = stream.iterator();
    index = first - 1;
    example = null;
  }
}
