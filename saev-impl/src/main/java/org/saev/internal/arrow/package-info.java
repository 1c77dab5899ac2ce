/**
 * Arrow IPC files, as Hugging Face's {@code datasets} and SAELens write them, mapped.
 *
 * <p>Only this package touches Apache Arrow's classes, and of these only the generated ones of the
 * metadata ({@code arrow-format}), which read a {@code ByteBuffer} with bounds checks. Arrow's own
 * vectors would copy each record batch out of the file, need the JVM opened ({@code --add-opens
 * java.base/java.nio}), and trust lengths that the file gives.
 */
package org.saev.internal.arrow;
