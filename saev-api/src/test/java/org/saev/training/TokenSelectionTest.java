package org.saev.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

class TokenSelectionTest {

  private static final TokenSequence TOKENS =
      TokenSequence.builder()
          .special("<s>")
          .patches(PatchGrid.of(1, 1))
          .newline()
          .textTokens(1)
          .padding(1)
          .build();

  @Test
  void ordinary_leavesOutSpecialNewlineAndPadding() {
    assertThat(included(TokenSelection.ORDINARY)).containsExactly(false, true, false, true, false);
  }

  @Test
  void of_isOrdinaryTokensOfSomeModalities() {
    assertThat(included(TokenSelection.of(Modality.TEXT)))
        .containsExactly(false, false, false, true, false);
    assertThat(included(TokenSelection.of(Modality.AUDIO, Modality.IMAGE)))
        .containsExactly(false, true, false, false, false);
  }

  @Test
  void roles_canBeChosen() {
    Set<TokenRole> roles = new HashSet<>(Set.of(TokenRole.SPECIAL, TokenRole.NEWLINE));
    TokenSelection selection = new TokenSelection(Set.of(Modality.values()), roles);
    roles.clear();

    assertThat(included(selection)).containsExactly(true, false, true, false, false);
    assertThatThrownBy(() -> selection.roles().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void padding_cantBeChosen() {
    assertThatThrownBy(
            () ->
                new TokenSelection(
                    Set.of(Modality.TEXT), Set.of(TokenRole.ORDINARY, TokenRole.PADDING)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding can't be chosen: its activations mean nothing; leave it out of the roles");
  }

  @Test
  void nothing_cantBeChosen() {
    assertThatThrownBy(() -> new TokenSelection(Set.of(), Set.of(TokenRole.ORDINARY)))
        .hasMessage("choose at least one modality and one role");
    assertThatThrownBy(() -> new TokenSelection(Set.of(Modality.TEXT), Set.of()))
        .hasMessage("choose at least one modality and one role");
  }

  private static boolean[] included(TokenSelection selection) {
    boolean[] included = new boolean[TOKENS.size()];
    for (int token = 0; token < included.length; token++) {
      included[token] = selection.includes(TOKENS, token);
    }
    return included;
  }
}
