/** The state of a training on disk, from which it goes on as if it had not been stopped. */
package org.saev.internal.checkpoint;
