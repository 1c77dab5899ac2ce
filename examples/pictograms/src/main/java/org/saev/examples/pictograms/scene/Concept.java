package org.saev.examples.pictograms.scene;

/**
 * An everyday thing that has an icon.
 *
 * @param id position in {@link Concepts#all()}
 * @param word the English noun, one word
 * @param plural its plural
 * @param icon name of the icon in the Material Design icon font
 */
public record Concept(int id, String word, String plural, String icon) {}
