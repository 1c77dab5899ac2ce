package org.saev.internal.arrow;

import java.util.List;
import java.util.Locale;

/**
 * A field of a schema, and where its data stands in every record batch: nodes and buffers of all
 * fields follow each other depth first.
 *
 * @param name its name
 * @param kind what it holds
 * @param listSize length of its lists, if they are all of one length
 * @param node index of its node
 * @param buffer index of its first buffer, which marks missing values
 * @param children of a list, its elements
 */
record ArrowField(
    String name, ArrowKind kind, int listSize, int node, int buffer, List<ArrowField> children) {

  /** Lists of lists of floats: the matrices that Hugging Face calls Array2D. */
  boolean holdsMatrices() {
    return kind.isList() && element().kind.isList() && element().element().kind.isFloat();
  }

  boolean holdsIntegers() {
    return kind.isList() && element().kind.isInteger();
  }

  /** What a list is made of. */
  ArrowField element() {
    return children.get(0);
  }

  /** Tells whether one's data can follow the other's. */
  boolean sameAs(ArrowField other) {
    return kind == other.kind && (!kind.isList() || element().sameAs(other.element()));
  }

  @Override
  public String toString() {
    String type = kind.name().toLowerCase(Locale.ROOT);
    return kind.isList()
        ? type
            + "<"
            + element()
            + ">"
            + (kind == ArrowKind.FIXED_SIZE_LIST ? "[" + listSize + "]" : "")
        : type;
  }
}
