/**
 * The entry point {@link org.saev.Saev} and what all parts share: exceptions and {@link
 * org.saev.Cancellation}.
 */
package org.saev;
