package org.saev.atlas;

/** Products in double precision. */
final class Vectors {

  private Vectors() {}

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The cosine; the zero vector has cosine 0 with everything. */
  static double cosine(float[] a, float[] b) {
    double aa = dot(a, a);
    double bb = dot(b, b);
    return aa == 0 || bb == 0 ? 0 : dot(a, b) / (Math.sqrt(aa) * Math.sqrt(bb));
  }
}
