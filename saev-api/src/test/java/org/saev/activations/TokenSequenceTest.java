package org.saev.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenSequenceTest {

  @Test
  void builder_keepsWhatEachTokenIs() {
    TokenSequence tokens =
        TokenSequence.builder()
            .special("<bos>")
            .patches(new PatchGrid(0, 2, 2, 1))
            .newline()
            .text("a", " cat")
            .textTokens(1)
            .padding(2)
            .token(Modality.AUDIO, TokenRole.ORDINARY, null)
            .build();

    assertThat(tokens.size()).isEqualTo(12);
    assertThat(tokens.role(0)).isEqualTo(TokenRole.SPECIAL);
    assertThat(tokens.text(0)).contains("<bos>");
    assertThat(tokens.isPatch(0)).isFalse();
    assertThat(tokens.grid(0)).isEqualTo(-1);
    assertThat(tokens.row(0)).isEqualTo(-1);
    assertThat(tokens.column(0)).isEqualTo(-1);
    assertThat(tokens.isPatch(3)).isTrue();
    assertThat(tokens.grid(3)).isZero();
    assertThat(tokens.row(3)).isEqualTo(1);
    assertThat(tokens.column(3)).isZero();
    assertThat(tokens.modality(5)).isEqualTo(Modality.IMAGE);
    assertThat(tokens.role(5)).isEqualTo(TokenRole.NEWLINE);
    assertThat(tokens.text(7)).contains(" cat");
    assertThat(tokens.text(8)).isEmpty();
    assertThat(tokens.role(9)).isEqualTo(TokenRole.PADDING);
    assertThat(tokens.modality(11)).isEqualTo(Modality.AUDIO);
    assertThat(tokens.grids()).containsExactly(new PatchGrid(0, 2, 2, 1));
  }

  @Test
  void count_isOfOrdinaryTokensOnly() {
    TokenSequence tokens =
        TokenSequence.builder()
            .special(null)
            .patches(PatchGrid.of(1, 3))
            .newline()
            .textTokens(2)
            .padding(4)
            .build();

    assertThat(tokens.count(Modality.TEXT)).isEqualTo(2);
    assertThat(tokens.count(Modality.IMAGE)).isEqualTo(3);
    assertThat(tokens.count(Modality.VIDEO)).isZero();
  }

  @Test
  void position_isTheIndexUnlessSet() {
    TokenSequence tokens = TokenSequence.builder().textTokens(2).at(70).textTokens(1).build();

    assertThat(tokens.position(0)).isZero();
    assertThat(tokens.position(1)).isEqualTo(70);
    assertThat(tokens.position(2)).isEqualTo(2);
  }

  @Test
  void at_beforeAnyToken_isRefused() {
    assertThatThrownBy(() -> TokenSequence.builder().at(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("add a token before setting its position");
  }

  @Test
  void patch_ofAnyModalityAndRole() {
    TokenSequence.Builder builder = TokenSequence.builder();
    int grid = builder.grid(PatchGrid.of(2, 3));
    TokenSequence tokens =
        builder.patch(grid, 1, 2, Modality.VIDEO, TokenRole.PADDING).patch(grid, 0, 0).build();

    assertThat(tokens.modality(0)).isEqualTo(Modality.VIDEO);
    assertThat(tokens.role(0)).isEqualTo(TokenRole.PADDING);
    assertThat(tokens.isOrdinary(1, Modality.IMAGE)).isTrue();
    assertThat(tokens.isOrdinary(1, Modality.TEXT)).isFalse();
  }

  @Test
  void patch_outsideItsGrid_isRefused() {
    TokenSequence.Builder builder = TokenSequence.builder();
    int grid = builder.grid(PatchGrid.of(2, 3));

    assertThatThrownBy(() -> builder.patch(grid, 2, 0))
        .hasMessage("patch (2, 0) is outside its grid of 2 x 3");
    assertThatThrownBy(() -> builder.patch(grid, 0, 3))
        .hasMessage("patch (0, 3) is outside its grid of 2 x 3");
    assertThatThrownBy(() -> builder.patch(grid, -1, 0)).hasMessageContaining("(-1, 0)");
    assertThatThrownBy(() -> builder.patch(grid, 0, -1)).hasMessageContaining("(0, -1)");
    assertThatThrownBy(() -> builder.patch(1, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(builder.build().size()).as("nothing was added").isZero();
  }

  @Test
  void badArguments_areRefused() {
    assertThatThrownBy(() -> TokenSequence.builder().textTokens(-1))
        .hasMessage("count must not be negative, but was -1");
    assertThatThrownBy(() -> TokenSequence.builder().padding(-3))
        .hasMessage("count must not be negative, but was -3");
    assertThatThrownBy(() -> TokenSequence.builder().text("a", null)).hasMessage("text token");
    assertThatThrownBy(() -> TokenSequence.builder().token(null, TokenRole.ORDINARY, null))
        .hasMessage("modality");
    assertThatThrownBy(() -> TokenSequence.builder().token(Modality.TEXT, null, null))
        .hasMessage("role");
  }

  @Property(tries = 100)
  void builtSequence_isNotChangedByItsBuilder(
      @ForAll @Size(max = 50) int[] positions, @ForAll @IntRange(max = 40) int more) {
    TokenSequence.Builder builder = TokenSequence.builder();
    for (int position : positions) {
      builder.textTokens(1).at(position);
    }
    TokenSequence before = builder.build();
    builder.textTokens(more).patches(PatchGrid.of(1, 1));
    if (positions.length > 0) {
      builder.at(123);
    }

    assertThat(before.size()).isEqualTo(positions.length);
    assertThat(before.grids()).isEmpty();
    for (int token = 0; token < positions.length; token++) {
      assertThat(before.position(token)).isEqualTo(positions[token]);
    }
    assertThat(builder.build().size()).isEqualTo(positions.length + more + 1);
  }

  @Test
  void equals_seesEveryPart() {
    TokenSequence one = TokenSequence.builder().patches(PatchGrid.of(1, 2)).text("a").build();

    assertThat(one)
        .isEqualTo(TokenSequence.builder().patches(PatchGrid.of(1, 2)).text("a").build())
        .hasSameHashCodeAs(TokenSequence.builder().patches(PatchGrid.of(1, 2)).text("a").build())
        .isNotEqualTo(TokenSequence.builder().patches(PatchGrid.of(1, 2)).text("b").build())
        .isNotEqualTo(TokenSequence.builder().patches(PatchGrid.of(1, 2)).special("a").build())
        .isNotEqualTo(TokenSequence.builder().patches(PatchGrid.of(2, 1)).text("a").build())
        .isNotEqualTo(TokenSequence.builder().patches(PatchGrid.of(1, 2)).text("a").at(9).build())
        .isNotEqualTo("a");
    assertThat(one).hasToString("TokenSequence[3 tokens, 1 patch grids]");
  }
}
