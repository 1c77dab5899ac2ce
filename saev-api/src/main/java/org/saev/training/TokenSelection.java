package org.saev.training;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

/**
 * Which tokens are used. Padding can't be chosen: its activations mean nothing.
 *
 * @param modalities the modalities used; default all
 * @param roles the roles used; default ordinary tokens only
 */
public record TokenSelection(Set<Modality> modalities, Set<TokenRole> roles) {

  /** Ordinary tokens of all modalities. */
  public static final TokenSelection ORDINARY =
      new TokenSelection(EnumSet.allOf(Modality.class), EnumSet.of(TokenRole.ORDINARY));

  /**
   * Checks that something is chosen, and no padding.
   *
   * @param modalities as above
   * @param roles as above
   */
  public TokenSelection {
    if (modalities.isEmpty() || roles.isEmpty()) {
      throw new IllegalArgumentException("choose at least one modality and one role");
    }
    if (roles.contains(TokenRole.PADDING)) {
      throw new IllegalArgumentException(
          "padding can't be chosen: its activations mean nothing; leave it out of the roles");
    }
    modalities = Collections.unmodifiableSet(EnumSet.copyOf(modalities));
    roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
  }

  /**
   * Ordinary tokens of some modalities.
   *
   * @param first a modality
   * @param more further modalities
   * @return the selection
   */
  public static TokenSelection of(Modality first, Modality... more) {
    return new TokenSelection(EnumSet.of(first, more), EnumSet.of(TokenRole.ORDINARY));
  }

  /**
   * Tells whether a token is used.
   *
   * @param tokens the sequence
   * @param token the index in it
   * @return true if both its modality and its role are chosen
   */
  public boolean includes(TokenSequence tokens, int token) {
    return roles.contains(tokens.role(token)) && modalities.contains(tokens.modality(token));
  }
}
