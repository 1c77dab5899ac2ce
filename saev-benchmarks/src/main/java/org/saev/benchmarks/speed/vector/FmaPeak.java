package org.saev.benchmarks.speed.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.saev.benchmarks.speed.Peak;

/** 16 independent chains of fused multiply-adds: twice what any core in use needs to be busy. */
public final class FmaPeak implements Peak {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 16;

  /** Called by reflection. */
  public FmaPeak() {}

  @Override
  public double flops(int rounds) {
    return 2.0 * CHAINS * SPECIES.length() * rounds;
  }

  @Override
  public float run(int rounds) {
    // Each chain tends to 1, so nothing overflows and nothing is denormal.
    FloatVector m = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 2f);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    FloatVector a8 = a0.mul(3f);
    FloatVector a9 = a0.mul(4f);
    FloatVector a10 = a0.mul(5f);
    FloatVector a11 = a0.mul(6f);
    FloatVector a12 = a0.mul(7f);
    FloatVector a13 = a0.mul(8f);
    FloatVector a14 = a0.mul(9f);
    FloatVector a15 = a0.mul(10f);
    a1 = a1.mul(11f);
    a2 = a2.mul(12f);
    a3 = a3.mul(13f);
    a4 = a4.mul(14f);
    a5 = a5.mul(15f);
    a6 = a6.mul(16f);
    a7 = a7.mul(17f);
    for (int i = 0; i < rounds; i++) {
      a0 = a0.fma(m, m);
      a1 = a1.fma(m, m);
      a2 = a2.fma(m, m);
      a3 = a3.fma(m, m);
      a4 = a4.fma(m, m);
      a5 = a5.fma(m, m);
      a6 = a6.fma(m, m);
      a7 = a7.fma(m, m);
      a8 = a8.fma(m, m);
      a9 = a9.fma(m, m);
      a10 = a10.fma(m, m);
      a11 = a11.fma(m, m);
      a12 = a12.fma(m, m);
      a13 = a13.fma(m, m);
      a14 = a14.fma(m, m);
      a15 = a15.fma(m, m);
    }
    FloatVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7);
    sum = sum.add(a8).add(a9).add(a10).add(a11).add(a12).add(a13).add(a14).add(a15);
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
