package org.saev.scoring;

/** What a filter does with examples that can't be scored. */
public enum UnscoredPolicy {
  /** It refuses to work, and says how many there are; the default. */
  REFUSE,
  /** It keeps them beside those that it chooses. */
  KEEP,
  /** It drops them. */
  DROP
}
