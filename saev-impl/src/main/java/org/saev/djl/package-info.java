/**
 * The back end on PyTorch through DJL: devices {@code "cuda:0"}, {@code "cuda:0,1"} (several GPUs)
 * and {@code "djl:cpu"}, each with {@code ?precision=fp32}, {@code tf32} or {@code bf16} behind it
 * if wished. DJL is an optional dependency; without it, or without a GPU, {@code "auto"} takes the
 * CPU back end.
 */
package org.saev.djl;
