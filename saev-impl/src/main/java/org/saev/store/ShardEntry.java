package org.saev.store;

import org.saev.internal.io.FileChecksum;

/**
 * A shard as the manifest lists it.
 *
 * @param file its name in the folder
 * @param examples how many it holds
 * @param tokens how many it holds, of all roles
 * @param checksum size and SHA-256 of the file
 */
record ShardEntry(String file, int examples, long tokens, FileChecksum checksum) {}
