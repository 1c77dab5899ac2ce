/** Saved autoencoders: the formats they can be in, and what is in a path. */
package org.saev.internal.model;
