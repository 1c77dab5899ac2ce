/**
 * Saved autoencoders of other tools: {@link org.saev.Saev#load} reads them all, {@link
 * org.saev.formats.SaeFormats} tells which it is and converts. Nothing is guessed: an unknown
 * architecture, activation or number format, a tensor too many or too few, a shape that disagrees
 * with the configuration or a number that isn't finite is an {@link org.saev.FormatException} that
 * names the file, the field, what was expected and what was found. {@code FORMATS.md} beside the
 * sources of this module lists what each format can hold.
 */
package org.saev.formats;
