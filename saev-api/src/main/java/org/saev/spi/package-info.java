/**
 * What implementations provide: an {@link org.saev.spi.Engine} behind the entry point, and {@link
 * org.saev.spi.Backend back ends} that compute on a device. Both are found by {@link
 * java.util.ServiceLoader}. Users of the library don't need this package.
 */
package org.saev.spi;
