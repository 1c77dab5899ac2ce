/**
 * Scores of how well the modalities of an example agree: write an {@link
 * org.saev.scoring.AlignmentScorer}, run it with an {@link org.saev.scoring.EncodedPass}, keep the
 * best with a {@link org.saev.scoring.DataFilter}.
 */
package org.saev.scoring;
