package org.saev.report;

/**
 * A small image as a browser reads it.
 *
 * @param bytes of the file
 * @param extension of its name
 * @param type MIME type
 */
record EncodedImage(byte[] bytes, String extension, String type) {}
