/** Files: safetensors, strict JSON, atomic writing, memory maps, half-precision numbers. */
package org.saev.internal.io;
